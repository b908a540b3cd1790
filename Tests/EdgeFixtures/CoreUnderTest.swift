public import EdgeCore
public import Framing
public import Ingest
public import Interpretation
public import Kernel
import PackedEncoding

/// A core with devices that the test speaks for.
public final class CoreUnderTest {
  /// Where the first device sends from; the next has the next address.
  public static let address = NetworkAddress(10, 0, 0, 1)
  /// Where nobody is registered.
  public static let stranger = NetworkAddress(10, 9, 9, 9)
  /// An instant in the middle of a minute: 2026-03-18T00:29:20Z.
  public static let start = Instant(milliseconds: 1_773_793_760_000)

  /// The core.
  public let core: EdgeCore
  /// What it wanted done since the test last took it.
  public var effects: [EdgeEffect] = []
  private var slot: UnsafeMutablePointer<UInt8>
  private var capacity = 0

  /// Makes a core for devices.
  public init(
    _ devices: [DeviceRegistration] = [CoreUnderTest.device(0)], areaRadius: Double = 5_000,
    change: (inout EdgeConfiguration) -> Void = { _ in }
  ) {
    var configuration = EdgeConfiguration(
      id: "a", name: "A", origin: MessageWriter.origin, areaRadius: areaRadius, devices: devices)
    change(&configuration)
    core = EdgeCore(configuration: configuration)
    slot = .allocate(capacity: DecodeContext.padding)
  }

  deinit { slot.deallocate() }

  /// A device: RSU0001A at 10.0.0.1, RSU0002A at 10.0.0.2, ...
  public static func device(
    _ place: UInt8, kinds: MessageKinds = .all, dialect: MessageDialect = .ydt3709_2020, framing: FramingKind? = .bare,
    datagramsPerSecond: Double = 1e9
  ) -> DeviceRegistration {
    DeviceRegistration(
      unit: "RSU000\(place + 1)A", name: "Unit \(place + 1)", address: NetworkAddress(10, 0, 0, place + 1),
      kinds: kinds,
      dialect: dialect, framing: framing, datagramsPerSecond: datagramsPerSecond)
  }

  /// Hands octets to the core as the socket would; `waited` is how long they lay in its queue.
  public func send(
    _ octets: [UInt8], from source: NetworkAddress = CoreUnderTest.address, at time: Instant = CoreUnderTest.start,
    waited: Interval = .zero
  ) {
    if capacity < octets.count {
      slot.deallocate()
      capacity = octets.count
      slot = .allocate(capacity: capacity + DecodeContext.padding)
    }
    octets.withUnsafeBufferPointer { if let base = $0.baseAddress { slot.update(from: base, count: $0.count) } }
    (slot + octets.count).update(repeating: 0, count: DecodeContext.padding)
    core.handle(
      Datagram(octets: slot, count: octets.count, source: source, receivedAt: time), at: time + waited,
      into: &effects)
  }

  /// The versions of the map that were told, and of the announcements.
  public var mapVersions: [Int] {
    effects.compactMap { if case .mapChanged(let version) = $0 { version } else { nil } }
  }
  public var eventVersions: [Int] {
    effects.compactMap { if case .eventsChanged(let version) = $0 { version } else { nil } }
  }

  /// All counts of the edge.
  public var counters: IngestCounters { core.ingest.counters }

  /// Whether every count adds up, of the edge and of each device.
  public var isAccountedFor: Bool {
    ([counters] + core.ingest.devices.map(\.counters)).allSatisfy(CoreUnderTest.addsUp)
  }

  /// Whether what came in is what was accepted and dropped, and what was accepted is of some kind.
  public static func addsUp(_ counters: IngestCounters) -> Bool {
    let dropped = DropReason.allCases.reduce(0) { $0 + counters[$1] }
    let used = MessageKind.allCases.filter(\.isUsed).reduce(0) { $0 + counters.messages(of: $1) }
    let unused = MessageKind.allCases.filter { !$0.isUsed }.reduce(0) { $0 + counters.messages(of: $1) }
    return counters.received == counters.accepted + dropped && counters.accepted == used
      && unused <= counters[.unsupportedMessage]
  }
}
