public import EdgeCore
public import Foundation
import Ingest
public import Kernel
import MessagesCSAE
import PackedEncoding
public import Recording
public import RoadModel

/// A recording with a core that hears it, driven as an edge drives its core: published every 100 ms.
public final class Replayed {
  /// The core.
  public let core: EdgeCore
  /// The digest of every second.
  public private(set) var digests: [UInt64] = []
  private var effects: [EdgeEffect] = []
  /// What the core wanted done at the newest publication.
  public private(set) var effectsOfTick: [EdgeEffect] = []
  private var slot = [UInt8](repeating: 0, count: 1 << 17)
  private var tick: Instant?

  /// Makes a core that admits every sender of a recording, with its frame at a place.
  public init(senders datagrams: [RecordedDatagram], origin: GeodeticPosition) {
    var devices: [DeviceRegistration] = []
    for datagram in datagrams where !devices.contains(where: { $0.address == datagram.source.address }) {
      devices.append(
        DeviceRegistration(
          unit: "", name: "", address: datagram.source.address, datagramsPerSecond: 1e6))
    }
    core = EdgeCore(configuration: EdgeConfiguration(id: "a", name: "A", origin: origin, devices: devices))
  }

  /// Hands datagrams to the core in the order of their times; `published` is called with every scene.
  public func run(
    _ datagrams: some Sequence<RecordedDatagram>, published: (Instant, [SceneObject]) -> Void = { _, _ in }
  ) {
    for datagram in datagrams {
      let period = EdgeCore.period
      var next = tick ?? Instant(nanoseconds: datagram.time.nanoseconds / period.nanoseconds * period.nanoseconds)
      while next < datagram.time {
        advance(to: next, published)
        next = next + period
      }
      tick = next
      handle(datagram)
    }
  }

  /// Publishes once more, after the last datagram.
  public func finish(published: (Instant, [SceneObject]) -> Void = { _, _ in }) {
    guard let tick else { return }
    advance(to: tick, published)
  }

  private func handle(_ datagram: RecordedDatagram) {
    let count = datagram.payload.count
    slot.withUnsafeMutableBufferPointer { room in
      guard let base = room.baseAddress else { return }
      datagram.payload.withUnsafeBufferPointer {
        if let start = $0.baseAddress { base.update(from: start, count: count) }
      }
      (base + count).update(repeating: 0, count: DecodeContext.padding)
      core.handle(
        Datagram(octets: base, count: count, source: datagram.source.address, receivedAt: datagram.time),
        at: datagram.time, into: &effects)
    }
    effects.removeAll(keepingCapacity: true)
  }

  private func advance(to now: Instant, _ published: (Instant, [SceneObject]) -> Void) {
    core.advance(to: now, into: &effects)
    for case .secondDigest(_, let value) in effects { digests.append(value) }
    swap(&effects, &effectsOfTick)
    effects.removeAll(keepingCapacity: true)
    published(now, core.objects)
  }
}

/// The files that the project's own tests replay.
public enum Fixtures {
  /// The root of the repository.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  /// The project's own recording.
  public static let recording = root.appending(path: "fixtures/recording")
  /// A folder of larger recordings beside the project, where there is one.
  public static let shared: URL? = {
    let named = ProcessInfo.processInfo.environment["LUYUN_SHARED"].map { URL(filePath: $0) }
    let folder = (named ?? root.deletingLastPathComponent().appending(path: "shared")).appending(path: "recordings")
    return FileManager.default.fileExists(atPath: folder.appending(path: "corridor.truth.csv.gz").path) ? folder : nil
  }()

  /// A roadside unit of a list of units.
  public struct Unit: Decodable, Sendable {
    public var edge: String
    public var x_m: Double
    public var y_m: Double
    public var range_m: Double
  }

  /// All datagrams of a recording.
  public static func datagrams(_ file: URL) throws -> [RecordedDatagram] {
    let reader = try RecordingReader(MemorySource(Array(Data(contentsOf: file))))
    var datagrams: [RecordedDatagram] = []
    while let datagram = try reader.next() { datagrams.append(datagram) }
    return datagrams.sorted { $0.time < $1.time }
  }

  /// The octets of a file, decompressed.
  public static func octets(_ file: URL) throws -> [UInt8] {
    try UncompressedOctets.read(MemorySource(Array(Data(contentsOf: file))))
  }

  /// A list of units.
  public static func units(_ file: URL) throws -> [Unit] {
    try JSONDecoder().decode([Unit].self, from: Data(contentsOf: file))
  }
}
