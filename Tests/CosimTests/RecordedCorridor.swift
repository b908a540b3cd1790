import CZlib
import Foundation
import Kernel
import MessagesCSAE
import PackedEncoding
import Recording

/// The recorded fixture, read once.
struct RecordedCorridor {
  /// What the units really are, as `units.json` has it.
  struct Unit: Decodable {
    var edge: String
    var unit: String
    var address: String
    var x_m: Double
    var y_m: Double
    var range_m: Double
    var position_bias_m: [Double]
    var clock_offset_ms: Double
  }

  /// A row of the truth.
  struct Truth {
    var vehicle: String
    var kind: String
    var place: LocalPoint
    var velocity: LocalVector
    var isConnected: Bool
  }

  static let start = Instant(milliseconds: 1_773_793_760_000)
  static let frame = LocalFrame(origin: GeodeticPosition(latitude: 39.79, longitude: 116.51))
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/recording")
  static let edges = ["west", "east"]

  let units: [Unit]
  let datagrams: [String: [RecordedDatagram]]
  /// By tenths of a second from the start.
  let truth: [[Truth]]

  static let whole = Result { try RecordedCorridor() }

  private init() throws {
    units = try JSONDecoder().decode(
      [Unit].self, from: Data(contentsOf: Self.folder.appendingPathComponent("units.json")))
    var datagrams: [String: [RecordedDatagram]] = [:]
    for edge in Self.edges {
      let file = try Data(contentsOf: Self.folder.appendingPathComponent("\(edge).pcapng.gz"))
      let reader = try RecordingReader(MemorySource(Array(file)))
      while let datagram = try reader.next() { datagrams[edge, default: []].append(datagram) }
    }
    self.datagrams = datagrams
    truth = try Self.truth(Data(contentsOf: Self.folder.appendingPathComponent("truth.csv.gz")))
  }

  /// The unit that has an address.
  func unit(_ address: NetworkAddress) -> Unit? { units.first { NetworkAddress($0.address) == address } }

  /// The datagrams of an edge with what they say, in the order of arrival. The frame is valid inside the call.
  func forEach(
    of edge: String, _ body: (RecordedDatagram, MessageFrame) throws -> Void
  ) throws {
    let decoder = MessageDecoder()
    for datagram in datagrams[edge] ?? [] {
      try body(datagram, decoder.decode(datagram.payload, as: .ydt3709_2020))
    }
  }

  private static func truth(_ file: Data) throws -> [[Truth]] {
    var ticks: [[Truth]] = []
    let text = String(decoding: try unzip(Array(file)), as: UTF8.self)
    for line in text.utf8.split(separator: 10).dropFirst() {
      let fields = line.split(separator: 44, omittingEmptySubsequences: false).map { String(Substring($0)) }
      let numbers = fields.map { Double($0) ?? .nan }
      guard fields.count == 11 else { continue }
      while ticks.count <= Int(numbers[0]) / 100 { ticks.append([]) }
      ticks[Int(numbers[0]) / 100].append(
        Truth(
          vehicle: fields[1], kind: fields[2], place: LocalPoint(east: numbers[5], north: numbers[6]),
          velocity: LocalVector(east: numbers[7], north: numbers[8]), isConnected: fields[9] == "1"))
    }
    return ticks
  }

  private enum Fault: Error { case notGzip }

  private static func unzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Fault.notGzip
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count * 20)
    let result = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard result == Z_STREAM_END else { throw Fault.notGzip }
    return Array(output.prefix(Int(stream.total_out)))
  }
}

extension PositionOffsetLL {
  /// The place that an offset leads to.
  func place(from reference: Position3D) -> LocalPoint {
    let (north, east): (Int64, Int64) =
      switch self {
      case .positionLL1(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLL2(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLL3(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLL4(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLL5(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLL6(let offset): (Int64(offset.lat), Int64(offset.lon))
      case .positionLatLon(let place):
        (Int64(place.lat) - Int64(reference.lat), Int64(place.lon) - Int64(reference.long))
      }
    return RecordedCorridor.frame.point(
      of: GeodeticPosition(
        latitude: Double(Int64(reference.lat) + north) * 1e-7, longitude: Double(Int64(reference.long) + east) * 1e-7))
  }
}
