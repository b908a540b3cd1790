public import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
public import RoadModel

/// Admits datagrams: who sends, may it, is it a message, of what time. On the hot path; allocates nothing per datagram,
/// but for the explanation of a broken one, at most once a second for each device.
///
/// Every datagram is counted once, as accepted or under one ``DropReason``, for the edge and for its device.
public final class Ingest {
  /// All datagrams.
  public var counters: IngestCounters { tally.pointee }
  /// The registered devices in the order of the configuration; the place is the ``UnitIndex``. Makes an array: it is
  /// for ten times a second, not for each datagram.
  public var devices: [DeviceState] { Array(states) }
  /// How many devices are registered.
  public var deviceCount: Int { states.count }
  /// Addresses that are not registered, at most ``unknownLimit``; further ones are in the counters alone.
  public internal(set) var unknownSources: [UnknownSource] = []
  /// Application identifiers that are not known, at most ``unknownLimit``.
  public internal(set) var unknownApplications: [UnknownApplication] = []
  /// How many unknown addresses and identifiers are kept apart.
  public static let unknownLimit = 32

  // What changes with each datagram is no property of this class: each such access would be checked for exclusivity.
  let tally: UnsafeMutablePointer<IngestCounters>
  private let states: UnsafeMutableBufferPointer<DeviceState>
  let table: DeviceTable
  let decoder = MessageDecoder()
  let saeDecoder = SAEMessageDecoder()
  let etsiDecoder = ETSIMessageDecoder()
  let applications: ApplicationTable
  /// What is left of the datagram that messages are taken from.
  let rest: UnsafeMutablePointer<OpenDatagram>

  /// Makes an ingest for at most ``UnitIndex/limit`` devices.
  public init(devices: [DeviceRegistration], applications: ApplicationTable = .standard) {
    let registered = Array(devices.prefix(UnitIndex.limit))
    tally = .allocate(capacity: 1)
    tally.initialize(to: IngestCounters())
    states = .allocate(capacity: registered.count)
    _ = states.initialize(from: registered.map(DeviceState.init))
    table = DeviceTable(registered)
    self.applications = applications
    rest = .allocate(capacity: 1)
    rest.initialize(to: OpenDatagram())
    unknownSources.reserveCapacity(Ingest.unknownLimit)
    unknownApplications.reserveCapacity(Ingest.unknownLimit)
  }

  deinit {
    tally.deallocate()
    rest.deallocate()
    states.deinitialize()
    states.deallocate()
  }

  /// The state of a device; an index outside stops the program.
  func device(_ index: Int) -> UnsafeMutablePointer<DeviceState> {
    precondition(index >= 0 && index < states.count)
    // A buffer with an index in it is not empty, so it has a base.
    return states.baseAddress.unsafelyUnwrapped + index
  }

  /// The identity that a unit's messages are to carry.
  package func unitNumber(of unit: UnitIndex) -> UInt64 { device(Int(unit.rawValue)).pointee.unitNumber }

  /// Where a unit stands, by the reference position of its messages; nil before the first.
  package func place(of unit: UnitIndex) -> LocalPoint? { device(Int(unit.rawValue)).pointee.place }

  /// Counts a message as accepted. `stated` is the time that it carried, where it carried one.
  public func accept(_ admitted: AdmittedMessage, stated: Instant?) {
    let index = Int(admitted.unit.rawValue)
    tally.pointee.accept(admitted.kind)
    device(index).pointee.counters.accept(admitted.kind)
    device(index).pointee.lastSeen = admitted.datagram.receivedAt
    // A vehicle's message carries the vehicle's clock, not the unit's.
    if let stated, !admitted.kind.isOfRoadUsers {
      device(index).pointee.clock.observe(stated: stated, receivedAt: admitted.datagram.receivedAt)
    }
  }

  /// Counts a message as dropped after it was admitted.
  public func drop(_ admitted: AdmittedMessage, _ reason: DropReason) {
    let index = Int(admitted.unit.rawValue)
    if reason == .timeFarOff, !admitted.kind.isOfRoadUsers { device(index).pointee.clock.refuse() }
    let _: AdmittedMessage? = drop(reason, index)
  }

  /// What the times on a device's own messages told since the last call.
  package func takeClockSecond(of index: Int) -> ClockSecond { device(index).pointee.clock.takeSecond() }

  /// Counts what the system dropped before it could be read.
  public func countKernelDrops(_ count: UInt64) { tally.pointee.drop(.kernelQueueFull, count: count) }

  /// Counts a datagram that was too large for any slot of the receiver.
  public func countTooLarge() { tally.pointee.drop(.tooLarge) }

  /// Keeps where a unit stands. True where that is new by more than a metre.
  public func place(_ unit: UnitIndex, at place: LocalPoint) -> Bool {
    let index = Int(unit.rawValue)
    let isNew = device(index).pointee.place.map { $0.distance(to: place) > 1 } ?? true
    if isNew { device(index).pointee.place = place }
    return isNew
  }

  func drop(_ reason: DropReason, _ index: Int) -> AdmittedMessage? {
    tally.pointee.drop(reason)
    device(index).pointee.counters.drop(reason)
    return nil
  }
}
