public import Kernel
public import MessagesCSAE
import PackedEncoding
import SchemaModel
public import RoadModel

/// A datagram as it came from the socket or a recording.
public struct Datagram {
  /// The octets; at least ``DecodeContext/padding`` readable octets follow them.
  public var octets: UnsafePointer<UInt8>
  /// How many octets belong to the datagram.
  public var count: Int
  /// Who sent it.
  public var source: NetworkAddress
  /// When the kernel received it.
  public var receivedAt: Instant

  /// Makes a datagram.
  @inlinable public init(octets: UnsafePointer<UInt8>, count: Int, source: NetworkAddress, receivedAt: Instant) {
    self.octets = octets
    self.count = count
    self.source = source
    self.receivedAt = receivedAt
  }
}

/// What is known of a device while the edge runs.
public struct DeviceState {
  /// As it was registered.
  public let registration: DeviceRegistration
  /// The identity that its messages carry.
  public let unitNumber: UInt64
  /// What came from it.
  public internal(set) var counters = IngestCounters()
  /// When its last accepted message was received.
  public internal(set) var lastSeen: Instant?
  /// Where it stands, by the reference position of its RSM; nil before the first.
  public internal(set) var place: LocalPoint?
  /// Why its last broken message was refused, found at most once a second.
  public internal(set) var lastRejection: String?
  /// Messages that octets followed. They are allowed, and may mean that the device speaks the other dialect.
  public internal(set) var trailing: UInt64 = 0
  var rateLimit: RateLimit
  var clock = ClockWatch()
  var explainedAt: Instant?

  init(_ registration: DeviceRegistration) {
    self.registration = registration
    unitNumber = registration.unitNumber
    rateLimit = RateLimit(perSecond: registration.datagramsPerSecond)
  }

  /// How far its clock is ahead of ours in seconds, assuming the shortest way of its messages; nil before the first.
  public var clockOffset: Double? { clock.offset }
}

/// An address that is not registered and sends all the same.
public struct UnknownSource: Sendable, Equatable {
  /// The address.
  public var address: NetworkAddress
  /// How many datagrams came from it.
  public var datagrams: UInt64
  /// When the last one came.
  public var lastSeen: Instant
}

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
  /// Addresses that are not registered, at most ``unknownLimit``; further ones are in the counters alone.
  public private(set) var unknownSources: [UnknownSource] = []
  /// How many unknown addresses are kept apart.
  public static let unknownLimit = 32

  // What changes with each datagram is no property of this class: each such access would be checked for exclusivity.
  private let tally: UnsafeMutablePointer<IngestCounters>
  private let states: UnsafeMutableBufferPointer<DeviceState>
  private let table: DeviceTable
  private let decoder = MessageDecoder()

  /// Makes an ingest for at most ``UnitIndex/limit`` devices.
  public init(devices: [DeviceRegistration]) {
    let registered = Array(devices.prefix(UnitIndex.limit))
    tally = .allocate(capacity: 1)
    tally.initialize(to: IngestCounters())
    states = .allocate(capacity: registered.count)
    _ = states.initialize(from: registered.map(DeviceState.init))
    table = DeviceTable(registered)
    unknownSources.reserveCapacity(Ingest.unknownLimit)
  }

  deinit {
    tally.deallocate()
    states.deinitialize()
    states.deallocate()
  }

  /// The state of a device; an index outside stops the program.
  private func device(_ index: Int) -> UnsafeMutablePointer<DeviceState> {
    precondition(index >= 0 && index < states.count)
    // A buffer with an index in it is not empty, so it has a base.
    return states.baseAddress.unsafelyUnwrapped + index
  }

  /// The identity that a unit's messages are to carry.
  package func unitNumber(of unit: UnitIndex) -> UInt64 { device(Int(unit.rawValue)).pointee.unitNumber }

  /// A frame that was admitted so far; it is valid until the next datagram.
  public struct Admitted {
    /// The message.
    public var frame: UnsafePointer<MessageFrame>
    /// Who sent it.
    public var unit: UnitIndex
    /// 0 bsm, 1 map, 2 rsm, 3 spat, 4 rsi.
    public var kind: Int
    /// The datagram that it came in.
    public var datagram: Datagram
  }

  /// Decodes a datagram from a known device. Nil where it was dropped; the drop is counted.
  public func admit(_ datagram: Datagram, at now: Instant) -> Admitted? {
    guard let index = table.index(of: datagram.source) else { return refuseUnknown(datagram) }
    guard device(index).pointee.rateLimit.take(at: now) else { return drop(.rateExceeded, index) }
    guard datagram.count > 0 else { return drop(.empty, index) }
    guard datagram.count <= MessageDecoder.largestMessage else { return drop(.tooLarge, index) }
    let dialect = device(index).pointee.registration.dialect
    guard let frame = decoder.decode(datagram.octets, count: datagram.count, as: dialect) else {
      return refuseBroken(datagram, index, now)
    }
    if decoder.octetsUsed < datagram.count { noteTrailing(datagram, index, now) }
    guard let kind = Ingest.kind(of: frame) else { return drop(.unsupportedMessage, index) }
    guard device(index).pointee.registration.kinds.contains(MessageKinds(rawValue: 1 << UInt8(kind))) else {
      return drop(.kindNotAllowed, index)
    }
    return Admitted(frame: frame, unit: UnitIndex(UInt8(index)), kind: kind, datagram: datagram)
  }

  /// Counts a message as accepted. `stated` is the time that it carried, where it carried one.
  public func accept(_ admitted: Admitted, stated: Instant?) {
    let index = Int(admitted.unit.rawValue)
    tally.pointee.accept(kind: admitted.kind)
    device(index).pointee.counters.accept(kind: admitted.kind)
    device(index).pointee.lastSeen = admitted.datagram.receivedAt
    // A vehicle's message carries the vehicle's clock, not the unit's.
    if let stated, admitted.kind != 0 {
      device(index).pointee.clock.observe(stated: stated, receivedAt: admitted.datagram.receivedAt)
    }
  }

  /// Counts a message as dropped after it was admitted.
  public func drop(_ admitted: Admitted, _ reason: DropReason) {
    let _: Admitted? = drop(reason, Int(admitted.unit.rawValue))
  }

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

  private static func kind(of frame: UnsafePointer<MessageFrame>) -> Int? {
    switch frame.pointee {
    case .bsmFrame: 0
    case .mapFrame: 1
    case .rsmFrame: 2
    case .spatFrame: 3
    case .rsiFrame: 4
    case .msgFrameExt, .unknown: nil
    }
  }

  private func drop(_ reason: DropReason, _ index: Int) -> Admitted? {
    tally.pointee.drop(reason)
    device(index).pointee.counters.drop(reason)
    return nil
  }

  private func refuseUnknown(_ datagram: Datagram) -> Admitted? {
    tally.pointee.drop(.unknownSource)
    if let place = unknownSources.firstIndex(where: { $0.address == datagram.source }) {
      unknownSources[place].datagrams &+= 1
      unknownSources[place].lastSeen = datagram.receivedAt
    } else if unknownSources.count < Ingest.unknownLimit {
      unknownSources.append(UnknownSource(address: datagram.source, datagrams: 1, lastSeen: datagram.receivedAt))
    }
    return nil
  }

  /// Counts a message that octets follow, and at most once a second looks whether the other dialect leaves none.
  private func noteTrailing(_ datagram: Datagram, _ index: Int, _ now: Instant) {
    device(index).pointee.trailing &+= 1
    if device(index).pointee.explainedAt.map({ now - $0 < .seconds(1) && $0 <= now }) ?? false { return }
    device(index).pointee.explainedAt = now
    let left = datagram.count - decoder.octetsUsed
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    for other in Dialect.allCases where other != dialect {
      guard let result = try? MessageSchema.decode(octets, as: other), (result.bits + 7) / 8 == octets.count else {
        continue
      }
      device(index).pointee.lastRejection = "\(left) octets follow a message; the device seems to speak \(other.name)"
    }
  }

  /// Counts a broken message, and at most once a second finds out what is wrong with it.
  private func refuseBroken(_ datagram: Datagram, _ index: Int, _ now: Instant) -> Admitted? {
    if device(index).pointee.explainedAt.map({ now - $0 < .seconds(1) && $0 <= now }) ?? false {
      return drop(.malformed, index)
    }
    device(index).pointee.explainedAt = now
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    var text = "\(MessageDecoder.explain(octets, as: dialect))"
    for other in Dialect.allCases where other != dialect {
      if (try? MessageSchema.decode(octets, as: other)) != nil {
        text += "; the device seems to speak \(other.name)"
      }
    }
    device(index).pointee.lastRejection = text
    return drop(.malformed, index)
  }
}
