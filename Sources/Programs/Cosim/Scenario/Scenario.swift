import Foundation
import Kernel
import RoadModel

/// A scenario: a folder with SUMO's sources and `scenario.json`, which places it on the earth and equips the roadside.
///
/// Every name that ends in a unit is in that unit; positions are metres east and north of ``origin``.
struct Scenario: Decodable {
  /// What it is called in messages to people.
  var name: String
  /// The point that SUMO's coordinates are metres from.
  var origin: Place
  /// The first instant of the recording, UTC.
  var start: Date
  /// Simulated seconds before the recording begins, so that there is traffic on the road.
  var warmUpSeconds: Double
  /// netconvert's and sumo's configuration files, relative to the folder.
  var network: String
  var configuration: String
  /// The road regulator's number in node identities.
  var region: UInt16
  /// The number of each junction of the network that MAP can name.
  var nodes: [String: UInt16]
  /// Truth is kept within this distance of a signal.
  var truthRadiusMeters: Double
  /// The share of each kind of road user that sends BSM.
  var connectedShare: [String: Double]
  /// What the sources' types in SUMO stand for.
  var kinds: [String: String]
  /// The edges and their units.
  var edges: [Edge]
  /// What is announced by RSI.
  var announcements: [Announcement]

  struct Place: Decodable {
    var latitude: Double
    var longitude: Double
  }

  /// One edge: the computer that hears some units.
  struct Edge: Decodable {
    var id: String
    var name: String
    /// The addresses that its units send to.
    var address: String
    var address6: String
    var port: UInt16
    /// The signal that it covers, a junction of the network.
    var signal: String
    /// The junctions that its MAP describe.
    var mapNodes: [String]
    var units: [Unit]
  }

  /// One roadside unit with its sensor.
  struct Unit: Decodable {
    /// Eight characters: the id on the wire.
    var name: String
    var address: String
    /// DE_SourceType of what it perceives: video, microwaveRadar, lidar or integrated.
    var source: String
    var eastMeters: Double
    var northMeters: Double
    /// How high above the road the sensor hangs.
    var mastMeters: Double
    var rangeMeters: Double
    /// The standard deviation of a measured position beside the mast and at the end of the range.
    var nearDeviationMeters: Double
    var farDeviationMeters: Double
    var biasMeters: [Double]
    /// How far its clock is ahead of UTC.
    var clockOffsetMilliseconds: Double
    /// When within each tenth of a second it takes its picture.
    var framePhaseMilliseconds: Double
    /// From the picture to the arrival at the edge: the shortest, and the mean of what comes on top.
    var latencyMilliseconds: Double
    var latencyJitterMilliseconds: Double
    /// How far away it hears BSM.
    var hearingMeters: Double
    /// Whether it sends MAP, SPAT and RSI of its edge.
    var sendsRoad: Bool
  }

  /// An event or a sign on a stretch of a lane, announced by a unit.
  struct Announcement: Decodable {
    var unit: String
    /// "event" or "sign".
    var category: String
    var number: UInt8
    /// GB/T 29100 code of an event, GB 5768.2 number of a sign.
    var code: UInt16
    var edge: String
    var lane: Int
    var fromMeters: Double
    var toMeters: Double
    /// Where on the stretch it is.
    var atMeters: Double
    var radiusMeters: Double
    /// The text as octets of GB 2312 in hexadecimal, or as plain text where that is missing.
    var textGB2312: String?
    var text: String
    /// 0 (lowest) ... 7.
    var priority: UInt8
  }
}

extension Scenario {
  /// Reads `scenario.json` of a folder and checks it.
  static func load(folder: URL) throws(CosimError) -> Scenario {
    let file = folder.appendingPathComponent("scenario.json")
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw .scenario(file: file.path, reason: "it cannot be read")
    }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    do {
      let scenario = try decoder.decode(Scenario.self, from: data)
      if let fault = scenario.fault { throw CosimError.scenario(file: file.path, reason: fault) }
      return scenario
    } catch let error as CosimError { throw error } catch let error as DecodingError {
      throw .scenario(file: file.path, reason: error.sentence)
    } catch { throw .scenario(file: file.path, reason: "it is not JSON") }
  }

  /// The first thing that makes it unusable.
  var fault: String? {
    if edges.isEmpty { return "it has no edges" }
    for unit in edges.flatMap(\.units) {
      if unit.name.utf8.count != 8 { return "the unit \(unit.name) has a name of other than eight characters" }
      if unit.biasMeters.count != 2 { return "the unit \(unit.name) has a bias of other than two numbers" }
      if !Self.sources.contains(unit.source) { return "the unit \(unit.name) has the unknown source \(unit.source)" }
    }
    for node in edges.flatMap(\.mapNodes) where nodes[node] == nil { return "the junction \(node) has no number" }
    for kind in kinds.values.sorted() where ParticipantKind(name: kind) == nil { return "\(kind) is no kind" }
    return nil
  }

  static let sources = ["video", "microwaveRadar", "lidar", "integrated"]

  /// The frame that SUMO's coordinates are of.
  var frame: LocalFrame {
    LocalFrame(origin: GeodeticPosition(latitude: origin.latitude, longitude: origin.longitude))
  }

  /// The instant that the recording begins.
  var startInstant: Instant { Instant(milliseconds: Int64((start.timeIntervalSince1970 * 1000).rounded())) }
}

extension Scenario.Unit {
  /// Whether its sensor sees in three dimensions.
  var measuresHeight: Bool { source == "lidar" || source == "integrated" }
}

extension ParticipantKind {
  /// The kind of a name, as it stands in truth files and scenarios.
  init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// The name in truth files and scenarios.
  var name: String { self == .emergencyVehicle ? "emergency" : "\(self)" }
}

extension DecodingError {
  /// What is wrong and where, without a full stop.
  var sentence: String {
    let (context, what): (Context, String) =
      switch self {
      case .keyNotFound(let key, let context): (context, "\(key.stringValue) is missing")
      case .typeMismatch(_, let context): (context, "a value has another type than it should")
      case .valueNotFound(_, let context): (context, "a value is null")
      case .dataCorrupted(let context): (context, "a value cannot be read")
      @unknown default: (Context(codingPath: [], debugDescription: ""), "it cannot be read")
      }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? what : "\(what) at \(path)"
  }
}
