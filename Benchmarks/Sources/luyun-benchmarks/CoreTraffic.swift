import EdgeCore
import Egress
import Foundation
import Ingest
import Kernel
import LinuxIO
import MessagesCSAE
import PackedEncoding
import Recording
import RoadModel

/// Datagrams in memory in the order of their times, each with the room behind it that the decoder wants, and a
/// configuration that admits their senders. It lives until the program ends.
struct CoreTraffic {
  private(set) var datagrams: [Datagram] = []
  private(set) var configuration: EdgeConfiguration

  private init(_ configuration: EdgeConfiguration) { self.configuration = configuration }

  private mutating func append(_ octets: some Collection<UInt8>, from source: NetworkAddress, at time: Instant) {
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: octets.count + DecodeContext.padding)
    room.initialize(repeating: 0, count: octets.count + DecodeContext.padding)
    for (index, octet) in octets.enumerated() { room[index] = octet }
    datagrams.append(Datagram(octets: room, count: octets.count, source: source, receivedAt: time))
  }

  private static func configuration(_ senders: [NetworkAddress], origin: GeodeticPosition) -> EdgeConfiguration {
    EdgeConfiguration(
      id: "benchmark", name: "Benchmark", origin: origin,
      devices: senders.map {
        DeviceRegistration(unit: "", name: "\($0)", address: $0, datagramsPerSecond: 10_000_000)
      })
  }

  /// A recording, read whole; every sender of it is admitted.
  static func recording(_ path: String) throws -> CoreTraffic {
    let reader = try RecordingReader(try FileSource(path: path))
    let decoder = MessageDecoder()
    var senders: [NetworkAddress] = []
    var origin: GeodeticPosition?
    var recorded: [RecordedDatagram] = []
    while let datagram = try reader.next() {
      recorded.append(datagram)
      if !senders.contains(datagram.source.address) { senders.append(datagram.source.address) }
      guard origin == nil, case .rsmFrame(let message) = try? decoder.decode(datagram.payload, as: .ydt3709_2020) else {
        continue
      }
      let place = message.value.refPos
      origin = GeodeticPosition(latitude: Double(place.lat) * 1e-7, longitude: Double(place.long) * 1e-7)
    }
    recorded.sort { $0.time < $1.time }
    var traffic = CoreTraffic(
      configuration(senders, origin: origin ?? GeodeticPosition(latitude: 0, longitude: 0)))
    for datagram in recorded { traffic.append(datagram.payload, from: datagram.source.address, at: datagram.time) }
    return traffic
  }

  /// What a made-up street has: cars in lanes, all eastward at 10 m/s.
  struct Street {
    var cars: Int
    /// How many units list what they see in RSM; 0 for none.
    var units: Int
    /// Which share of the cars each unit sees.
    var seen = 1.0
    /// Which share of the cars speaks for itself ten times a second.
    var connected: Double
    var cycles: Int
    /// Whether the units are given what the edge sees, all of it within their audience.
    var served = false
  }

  /// The traffic of a street, cycle by cycle of 100 ms. Seeded: the same at each call.
  static func street(_ street: Street) -> CoreTraffic {
    let sender = NetworkAddress(10, 0, 0, 1)
    let units = (0..<street.units).map { NetworkAddress(10, 0, 0, UInt8(2 + $0)) }
    let origin = GeodeticPosition(latitude: 39.79, longitude: 116.51)
    var traffic = CoreTraffic(configuration([sender] + units, origin: origin))
    if street.served {
      traffic.configuration.downlinks = units.indices.map { unit in
        var downlink = Downlink(
          unit: UnitIndex(UInt8(1 + unit)), identity: UInt64(unit + 101),
          destination: NetworkEndpoint(address: units[unit], port: 30_100))
        (downlink.audienceRadius, downlink.position) = (2_000, origin)
        return downlink
      }
    }
    var writer = StreetWriter(street: street, origin: origin)
    for cycle in 0..<street.cycles {
      let start = streetStart + Interval.milliseconds(Int64(cycle) * 100)
      for (unit, address) in units.enumerated() {
        let time = start + .milliseconds(Int64(5 + 10 * unit))
        writer.writeScan(of: unit, at: time) { octets in
          traffic.append(octets, from: address, at: time + .milliseconds(30))
        }
      }
      for car in 0..<Int(Double(street.cars) * street.connected) {
        let time = start + .milliseconds(Int64(car % 50))
        writer.writeReport(of: car, at: time) { octets in
          traffic.append(octets, from: sender, at: time + .milliseconds(40))
        }
      }
    }
    traffic.datagrams.sort { $0.receivedAt < $1.receivedAt }
    return traffic
  }

  /// The first instant of a street: the begin of a minute, so that seconds on the wire are easy.
  static let streetStart = Instant(milliseconds: 1_800_000_000_000)
}

/// Makes the messages of a street.
struct StreetWriter {
  private let street: CoreTraffic.Street
  private let start: Instant
  private let frame: LocalFrame
  private let encoder = MessageEncoder()
  private let report = UnsafeMutablePointer<BasicSafetyMessage>.allocate(capacity: 1)
  private let scan = UnsafeMutablePointer<RoadsideSafetyMessage>.allocate(capacity: 1)
  private let rows = UnsafeMutablePointer<ParticipantData>.allocate(capacity: 16)
  private var random = SeededRandom(seed: 7)

  /// Makes a writer for cars that stand at their first places at the instant `start`.
  init(street: CoreTraffic.Street, origin: GeodeticPosition, start: Instant = CoreTraffic.streetStart) {
    self.street = street
    self.start = start
    frame = LocalFrame(origin: origin)
    report.initialize(to: StreetWriter.emptyReport)
    scan.initialize(to: RoadsideSafetyMessage())
    rows.initialize(repeating: StreetWriter.emptyRow, count: 16)
  }

  /// Lanes of 3.75 m with a car every 12 m, forty in a row.
  private func place(of car: Int, at time: Instant) -> LocalPoint {
    let seconds = (time - start).seconds
    return LocalPoint(east: Double(car % 40) * 12 + 10 * seconds, north: Double(car / 40) * 3.75)
  }

  /// The place with the noise of a measurement, in 1e-7 degrees.
  private mutating func measured(_ car: Int, _ time: Instant) -> (latitude: Int32, longitude: Int32) {
    let place = place(of: car, at: time)
    let noise = LocalVector(east: random.normal() * 0.2, north: random.normal() * 0.2)
    let position = frame.position(of: place + noise)
    return (Int32((position.latitude * 1e7).rounded()), Int32((position.longitude * 1e7).rounded()))
  }

  private static func second(_ time: Instant) -> UInt16 { UInt16(time.milliseconds % 60_000) }

  /// What a car says of itself.
  mutating func writeReport(of car: Int, at time: Instant, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let position = measured(car, time)
    report.pointee.id = UInt64(car + 1)
    report.pointee.secMark = StreetWriter.second(time)
    report.pointee.pos.lat = position.latitude
    report.pointee.pos.long = position.longitude
    write(.bsmFrame(PackedReference(report)), body)
  }

  /// What a unit sees: messages of at most sixteen cars each.
  mutating func writeScan(of unit: Int, at time: Instant, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let origin = frame.origin
    scan.pointee.id = UInt64(unit + 1)
    scan.pointee.refPos.lat = Int32((origin.latitude * 1e7).rounded())
    scan.pointee.refPos.long = Int32((origin.longitude * 1e7).rounded())
    // Every unit sees a stretch of its own; the stretches overlap.
    let count = Int(Double(street.cars) * street.seen)
    let first = street.units > 1 ? (street.cars - count) * unit / (street.units - 1) : 0
    for start in stride(from: first, to: first + count, by: 16) {
      let size = min(16, first + count - start)
      for row in 0..<size {
        let position = measured(start + row, time)
        rows[row].ptcId = UInt16(start + row + 1)
        rows[row].secMark = StreetWriter.second(time)
        var offset = PositionLL48B()
        offset.lat = position.latitude - scan.pointee.refPos.lat
        offset.lon = position.longitude - scan.pointee.refPos.long
        rows[row].pos.offsetLL = .positionLL6(offset)
      }
      scan.pointee.participants = PackedList(base: rows, count: size)
      write(.rsmFrame(PackedReference(scan)), body)
    }
  }

  private func write(_ message: MessageFrame, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withUnsafePointer(to: message) { pointer in
      guard let octets = encoder.encode(pointer, as: .ydt3709_2020) else { preconditionFailure("a message is refused") }
      body(octets)
    }
  }

  private static var confidence: PositionConfidenceSet {
    var confidence = PositionConfidenceSet()
    confidence.pos = PositionConfidence(index: 10)
    return confidence
  }

  private static var size: VehicleSize {
    var size = VehicleSize()
    (size.width, size.length, size.height) = (180, 450, 30)
    return size
  }

  /// A car eastward at 10 m/s.
  private static var emptyReport: BasicSafetyMessage {
    var report = BasicSafetyMessage()
    (report.speed, report.heading) = (500, 7_200)
    report.posConfidence = confidence
    report.size = size
    report.vehicleClass.classification = 10
    return report
  }

  private static var emptyRow: ParticipantData {
    var row = ParticipantData()
    row.ptcType = .motor
    row.source = .lidar
    (row.speed, row.heading) = (500, 7_200)
    row.posConfidence = confidence
    row.size = size
    return row
  }
}
