import EdgeCore
import EdgeHost
import Ingest
import Kernel
import LinuxIO
import RoadModel

/// A geometry of GeoJSON (RFC 7946): longitude first.
enum Geometry: Encodable {
  case point([Double])
  case lineString([[Double]])
  case multiLineString([[[Double]]])

  private enum Key: CodingKey { case type, coordinates }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .point(let coordinates):
      try container.encode("Point", forKey: .type)
      try container.encode(coordinates, forKey: .coordinates)
    case .lineString(let coordinates):
      try container.encode("LineString", forKey: .type)
      try container.encode(coordinates, forKey: .coordinates)
    case .multiLineString(let coordinates):
      try container.encode("MultiLineString", forKey: .type)
      try container.encode(coordinates, forKey: .coordinates)
    }
  }
}

/// A feature of GeoJSON.
struct Feature<Properties: Encodable>: Encodable {
  let type = "Feature"
  var id: UInt64?
  var geometry: Geometry?
  var properties: Properties

  private enum Key: CodingKey { case type, id, geometry, properties }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(type, forKey: .type)
    try container.encodeIfPresent(id, forKey: .id)
    // RFC 7946 wants a geometry, null where there is none.
    try container.encode(geometry, forKey: .geometry)
    try container.encode(properties, forKey: .properties)
  }
}

/// A collection of features with what it is a collection of.
struct FeatureCollection<Properties: Encodable>: Encodable {
  let type = "FeatureCollection"
  var edge: String
  var time: String
  var sequence: UInt64?
  var version: Int?
  var features: [Feature<Properties>]
}

/// A value that is written as null where it is nil, so that a reader sees that the field exists.
struct Nullable<Value: Encodable>: Encodable {
  var value: Value?
  init(_ value: Value?) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

struct EdgesDocument: Encodable {
  struct Edge: Encodable {
    struct Origin: Encodable { var latitude: Double, longitude: Double }
    var id: String
    var name: String
    var origin: Origin
    var units: Int
    var port: UInt16
    var uplink: Nullable<UplinkDocument>
  }
  var edges: [Edge]
}

struct ObjectProperties: Encodable {
  struct Lane: Encodable {
    var node: String
    var upstream: String
    var number: UInt8
    var alongMeters: Double
    var offsetMeters: Double
    var probability: Double
  }
  struct Forecast: Encodable {
    struct Way: Encodable {
      var manoeuvre: String
      var probability: Double
      var coordinates: [[Double]]
      var speedsMetersPerSecond: [Double]
      var alongDeviationsMeters: [Double]
      var acrossDeviationsMeters: [Double]
    }
    var ageSeconds: Double
    var stepSeconds: Double
    var ways: [Way]
  }
  var kind: String
  var speedMetersPerSecond: Double
  var headingDegrees: Double
  var lengthMeters: Double
  var widthMeters: Double
  var heightMeters: Nullable<Double>
  var positionDeviationMeters: Double
  var existence: Double
  var seenBy: [String]
  var connected: Bool
  var temporaryId: Nullable<String>
  var lane: Nullable<Lane>
  var ageSeconds: Double
  var lastObservedAgeSeconds: Double
  var accelerationMetersPerSecondSquared: Double
  var forecast: Nullable<Forecast>
}

/// What a feature of the road map is.
enum MapProperties: Encodable {
  case node(id: String, name: String)
  case lane(LaneProperties)
  case stopLine(StopLineProperties)
  case connection(ConnectionProperties)

  private struct NodeProperties: Encodable {
    let type = "node"
    var id: String
    var name: String
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .node(let id, let name): try NodeProperties(id: id, name: name).encode(to: encoder)
    case .lane(let properties): try properties.encode(to: encoder)
    case .stopLine(let properties): try properties.encode(to: encoder)
    case .connection(let properties): try properties.encode(to: encoder)
    }
  }
}

struct LaneProperties: Encodable {
  let type = "lane"
  var link: String
  var upstream: String
  var downstream: String
  var number: UInt8
  var laneType: String
  var widthMeters: Double
  var maneuvers: [String]
  var speedLimitMetersPerSecond: Nullable<Double>
  var phases: [UInt8]
}

struct StopLineProperties: Encodable {
  let type = "stopLine"
  var node: String
  var upstream: String
  var number: UInt8
  var phases: [UInt8]
}

struct ConnectionProperties: Encodable {
  let type = "connection"
  var node: String
  var upstream: String
  var number: UInt8
  var maneuvers: [String]
  var phase: Nullable<UInt8>
  var remoteNode: String
  var remoteNumber: Nullable<UInt8>
}

struct SignalsDocument: Encodable {
  struct Phase: Encodable {
    var phase: UInt8
    var light: String
    var remainingSeconds: Nullable<Double>
    var earliestSeconds: Nullable<Double>
    var latestSeconds: Nullable<Double>
    var next: Nullable<String>
  }
  struct Intersection: Encodable {
    var node: String
    var updated: String
    var status: [String]
    var phases: [Phase]
  }
  var time: String
  var edge: String
  var intersections: [Intersection]
}

struct EventProperties: Encodable {
  var category: String
  var unit: String
  var number: UInt64
  var code: UInt16
  var scheme: String
  var subcode: UInt8
  var text: String
  var standardCode: Nullable<String>
  var radiusMeters: Nullable<Double>
  var priority: UInt8
  var confidence: Nullable<Double>
  var origin: Nullable<UInt8>
  var links: [LinkReference]
  var auxiliary: Nullable<Auxiliary>
  var begins: Nullable<String>
  var ends: Nullable<String>
  var since: String
  var lastAnnounced: String

  struct Auxiliary: Encodable {
    var vehicles: [String]
    var direction: Nullable<String>
  }
}

struct DevicesDocument: Encodable {
  struct Device: Encodable {
    var unit: String
    var name: String
    var index: Int
    var address: String
    var dialect: String
    var kinds: [String]
    var lastSeen: Nullable<String>
    var clockOffsetMilliseconds: Nullable<Double>
    var received: UInt64
    var accepted: UInt64
    var drops: [String: UInt64]
    var messages: [String: UInt64]
    var state: String
    var position: Nullable<[Double]>
    var lastRejection: Nullable<String>
    var trailing: UInt64
    var framing: Nullable<String>
    var misnamed: UInt64
    var calibration: Nullable<CalibrationDocument>
    var alarms: [AlarmDocument]
    var downlink: Nullable<DownlinkDocument>
  }
  struct UnknownAID: Encodable {
    var aid: UInt32
    var messages: UInt64
  }

  struct Unknown: Encodable {
    var address: String
    var datagrams: UInt64
    var lastSeen: String
  }
  struct Finding: Encodable {
    var kind: String
    var node: Nullable<String>
    var unit: Nullable<String>
    var since: Nullable<String>
    var figure: Nullable<FigureDocument>
    var sentence: String
  }
  var edge: String
  var devices: [Device]
  var unknownSources: [Unknown]
  var unknownApplications: [UnknownAID]
  var findings: [Finding]
}

struct StagesDocument: Encodable {
  struct Ingest: Encodable {
    var received: UInt64
    var accepted: UInt64
    var drops: [String: UInt64]
    var rate: Double
    var kernelDrops: UInt64
    var socketFailures: UInt64
  }
  struct Stage: Encodable {
    var stage: String
    var count: UInt64
    var p50Microseconds: Double
    var p99Microseconds: Double
    var p999Microseconds: Double
  }
  struct Observations: Encodable {
    var applied: UInt64
    var rejected: [String: UInt64]
  }
  var edge: String
  var time: String
  var ingest: Ingest
  var stages: [Stage]
  var tracks: Int
  var observations: Observations
  struct Recording: Encodable {
    var written: UInt64
    var missed: UInt64
    var failure: Nullable<String>
  }
  var schedulingClass: String
  var schedulingRefusal: Nullable<String>
  var recording: Nullable<Recording>
}

struct StatusDocument: Encodable {
  var stages: StagesDocument
  var devices: DevicesDocument
}

struct VersionDocument: Encodable {
  var edge: String
  var version: Int
}

struct ErrorDocument: Encodable {
  var error: String
}
