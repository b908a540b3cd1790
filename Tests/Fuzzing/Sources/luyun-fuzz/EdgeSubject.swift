import EdgeCore
import Framing
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// A whole edge core: whatever a device sends, every datagram is accounted for, and the next good message of the same
/// device is taken.
final class EdgeSubject {
  private static let origin = GeodeticPosition(latitude: 39.79, longitude: 116.51)
  private static let framings: [FramingKind?] = [nil, .bare, .dsmp, .envelope]
  /// Unframing thirty-two broken ones in a row may cost a device's framing; so many good ones find it again.
  private static let patience = 9

  private let core: EdgeCore
  private let registrations: [DeviceRegistration]
  private let good: [Dialect: [UInt8]]
  private let slot = UnsafeMutablePointer<UInt8>.allocate(capacity: 70_000 + DecodeContext.padding)
  private var effects: [EdgeEffect] = []
  private var now = Instant(milliseconds: 1_773_793_760_000)

  init() {
    registrations = Dialect.allCases.flatMap { dialect in EdgeSubject.framings.map { (dialect, $0) } }.enumerated().map
    {
      place, pair in
      DeviceRegistration(
        unit: "", name: "Unit \(place)", address: NetworkAddress(10, 0, 0, UInt8(place + 1)), dialect: pair.0,
        framing: pair.1, datagramsPerSecond: 1e9)
    }
    core = EdgeCore(
      configuration: EdgeConfiguration(id: "a", name: "A", origin: EdgeSubject.origin, devices: registrations))
    good = Dictionary(
      uniqueKeysWithValues: Dialect.allCases.map { ($0, EdgeSubject.goodMessage($0, at: Instant(milliseconds: 0))) })
  }

  deinit { slot.deallocate() }

  /// Hands octets to the core; the first one chooses the device. What is wrong with what the core makes of it.
  func fault(_ octets: [UInt8]) -> String? {
    guard let choice = octets.first, octets.count < 65_536 else { return nil }
    let device = registrations[Int(choice) % registrations.count]
    // The good message's second is the first of a minute.
    now = Instant(milliseconds: (now.milliseconds / 60_000 + 1) * 60_000)
    effects.removeAll(keepingCapacity: true)
    send(Array(octets.dropFirst()), device)
    let counters = core.ingest.counters
    guard counters.received == counters.accepted + DropReason.allCases.reduce(0, { $0 + counters[$1] }) else {
      return "datagrams are not accounted for"
    }
    for _ in 0..<EdgeSubject.patience {
      let before = core.ingest.counters.accepted
      send(framed(device), device)
      if core.ingest.counters.accepted == before + 1 {
        core.advance(to: now + .milliseconds(100), into: &effects)
        return nil
      }
    }
    return "after a bad message of \(device.name) the good ones are refused"
  }

  private func send(_ octets: [UInt8], _ device: DeviceRegistration) {
    octets.withUnsafeBufferPointer { if let base = $0.baseAddress { slot.update(from: base, count: $0.count) } }
    (slot + octets.count).update(repeating: 0xff, count: DecodeContext.padding)
    core.handle(
      Datagram(octets: slot, count: octets.count, source: device.address, receivedAt: now), at: now, into: &effects)
  }

  private func framed(_ device: DeviceRegistration) -> [UInt8] {
    let message = good[device.dialect] ?? []
    switch device.framing {
    case .dsmp:
      let application = ApplicationIdentifier(rawValue: 111).flatMap {
        DSMPFrame.octets(application: $0, payload: message)
      }
      return application ?? []
    case .envelope: return UnitEnvelope.octets(unit: 0, milliseconds: 0, messages: [message]) ?? []
    default: return message
    }
  }

  private static func goodMessage(_ dialect: Dialect, at time: Instant) -> [UInt8] {
    var message = BasicSafetyMessage()
    message.pos.lat = Int32(origin.latitude * 1e7)
    message.pos.long = Int32(origin.longitude * 1e7)
    message.size.width = 180
    message.size.length = 460
    let arena = MessageArena()
    guard let reference = try? arena.reference(message),
      let octets = try? MessageEncoder().octets(of: .bsmFrame(reference), as: dialect)
    else { return [] }
    return octets
  }
}
