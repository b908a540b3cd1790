/// The documents of the region and center tiers. Names of fields are those of openapi.json.
struct TiersDocument: Encodable {
  struct Tier: Encodable { var id: String, name: String }
  var edges: [Tier]
  var regions: [Tier]
  var center: Nullable<Tier>
}

struct TravelTimesDocument: Encodable {
  var p50: Double
  var p85: Double
  var p95: Double
}

/// The measures of a lane or link over a time.
struct MeasuresDocument: Encodable {
  var lengthMeters: Double
  var flowPerMinute: Nullable<Double>
  var speedMetersPerSecond: Nullable<Double>
  var densityPerKilometer: Nullable<Double>
  var occupancy: Nullable<Double>
  var queueVehicles: Int
  var queueMeters: Double
  var stops: UInt32
  var delaySeconds: Double
  var travelTimeSeconds: Nullable<TravelTimesDocument>
  var samples: UInt32
  var connectedShare: Nullable<Double>
}

struct StretchDocument: Encodable {
  var link: String
  var linkName: String
  var number: UInt8?
  var type: String?
  /// Links only.
  var speedLimitMetersPerSecond: Nullable<Double>?
  var edges: [String]?
  /// The end of the newest second that was told of it.
  var newest: Nullable<String>
  var measures: MeasuresDocument

  private enum Key: CodingKey { case link, linkName, number, type, speedLimitMetersPerSecond, edges, newest }

  func encode(to encoder: any Encoder) throws {
    try measures.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(link, forKey: .link)
    try container.encode(linkName, forKey: .linkName)
    try container.encodeIfPresent(number, forKey: .number)
    try container.encodeIfPresent(type, forKey: .type)
    try container.encodeIfPresent(speedLimitMetersPerSecond, forKey: .speedLimitMetersPerSecond)
    try container.encodeIfPresent(edges, forKey: .edges)
    try container.encode(newest, forKey: .newest)
  }
}

struct LanesDocument: Encodable {
  var time: Nullable<String>
  let windowSeconds = 60
  var lanes: [StretchDocument]

  private enum Key: CodingKey { case time, windowSeconds, lanes }
}

struct LinksDocument: Encodable {
  var time: Nullable<String>
  let windowSeconds = 60
  var links: [StretchDocument]

  private enum Key: CodingKey { case time, windowSeconds, links }
}

struct SummariesDocument: Encodable {
  struct Stretch: Encodable {
    var link: String
    var number: UInt8?
    var distanceMeters: Double
    var timeSeconds: Double
    var coveredMeterSeconds: Double
    var observedMeterSeconds: Double
    var connectedSeconds: Double
    var delaySeconds: Double
    var entered: UInt32
    var left: UInt32
    var stops: UInt32
    var samples: UInt32
    var queueVehicles: Int
    var queueMeters: Double
  }
  struct Summary: Encodable {
    var edge: String
    var time: String
    var durationSeconds: Double
    var lanes: [Stretch]
    var links: [Stretch]
  }
  var summaries: [Summary]
}

/// How the way up from an edge is.
struct UplinkDocument: Encodable {
  struct Thinned: Encodable { var digests: UInt64, summaries: UInt64 }
  var state: String
  var outboxDepth: Int
  var oldestAgeSeconds: Nullable<Double>
  var acknowledgedThrough: UInt64
  var newest: UInt64
  /// Text: it is beyond what a reader in JavaScript counts exactly.
  var epoch: String
  var thinned: Thinned
  var failure: Nullable<String>
}

struct RegionEdgeDocument: Encodable {
  var id: String
  var name: String
  var lastHeard: Nullable<String>
  var committed: UInt64
  var roadUsers: Int
  var devices: Int
  var liveDevices: Int
  var state: String
  var uplink: Nullable<UplinkDocument>
}

struct RegionEdgesDocument: Encodable {
  var edges: [RegionEdgeDocument]
}

struct RegionTotalsDocument: Encodable {
  var flowPerMinute: Nullable<Double>
  var speedMetersPerSecond: Nullable<Double>
  var delaySeconds: Double
  var queueVehicles: Int
}

struct RegionDocument: Encodable {
  var id: String
  var name: String
  var served: Bool
  var state: String
  var failure: Nullable<String>
  /// The end of the minute that the totals are of; null where they are live.
  var minute: Nullable<String>
  var lastHeard: Nullable<String>
  var edges: [RegionEdgeDocument]
  var vehicles: Int
  var openEvents: Int
  var handedOver: Int
  var links: Int
  var totals: RegionTotalsDocument
}

struct RegionsDocument: Encodable {
  var regions: [RegionDocument]
}

struct TierEventDocument: Encodable {
  var region: String?
  var edge: String
  var number: UInt64
  var kind: String
  var stage: String
  var time: String
  var since: String
  var position: Nullable<[Double]>
  var link: Nullable<String>
  var lane: Nullable<UInt8>
  var code: UInt16
  var priority: UInt8
  var text: String
  var vehicles: UInt16
}

struct TierEventsDocument: Encodable {
  var events: [TierEventDocument]
}

/// What a feature of the region's network is.
enum NetworkProperties: Encodable {
  case node(id: String, name: String, edge: String?)
  case lane(link: String, number: UInt8, laneType: String)
  case link(Link)

  struct Link: Encodable {
    let type = "link"
    var link: String
    var name: String
    var lanes: Int
    var lengthMeters: Nullable<Double>
    var speedLimitMetersPerSecond: Nullable<Double>
    var edges: [String]
    var observed: Bool

    private enum Key: CodingKey {
      case type, link, name, lanes, lengthMeters, speedLimitMetersPerSecond, edges, observed
    }
  }

  private struct Node: Encodable {
    let type = "node"
    var id: String
    var name: String
    var edge: Nullable<String>
  }

  private struct Lane: Encodable {
    let type = "lane"
    var link: String
    var number: UInt8
    var laneType: String
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .node(let id, let name, let edge): try Node(id: id, name: name, edge: Nullable(edge)).encode(to: encoder)
    case .lane(let link, let number, let type):
      try Lane(link: link, number: number, laneType: type).encode(to: encoder)
    case .link(let link): try link.encode(to: encoder)
    }
  }
}

struct NetworkDocument: Encodable {
  let type = "FeatureCollection"
  var region: String
  var version: Int
  var features: [Feature<NetworkProperties>]

  private enum Key: CodingKey { case type, region, version, features }
}

struct HistoryDocument: Encodable {
  struct Point: Encodable {
    var time: String
    var seconds: Double
    var measures: MeasuresDocument

    private enum Key: CodingKey { case time, seconds }

    func encode(to encoder: any Encoder) throws {
      try measures.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(time, forKey: .time)
      try container.encode(seconds, forKey: .seconds)
    }
  }
  var link: String
  var lane: Nullable<UInt8>
  var stepSeconds: Int
  var points: [Point]
}

struct RangeDocument: Encodable {
  var from: Nullable<String>
  var to: Nullable<String>
  var keptSeconds: Int
}

struct PastObjectProperties: Encodable {
  var kind: String
  var speedMetersPerSecond: Double
  var headingDegrees: Double
  var lengthMeters: Double
  var widthMeters: Double
  var edge: String
  var connected: Bool
}

struct PastSceneDocument: Encodable {
  struct Edge: Encodable {
    var edge: String
    var time: Nullable<String>
  }
  let type = "FeatureCollection"
  var time: String
  var edges: [Edge]
  var features: [Feature<PastObjectProperties>]
  var events: [TierEventDocument]

  private enum Key: CodingKey { case type, time, edges, features, events }
}

struct TrendDocument: Encodable {
  var time: String
  var region: String
  var stepSeconds: Int
  var flowPerMinute: Nullable<Double>
  var speedMetersPerSecond: Nullable<Double>
  var delaySeconds: Double
}

struct CenterDocument: Encodable {
  struct Totals: Encodable {
    var vehicles: Int
    var openEvents: Int
    var flowPerMinute: Nullable<Double>
    var speedMetersPerSecond: Nullable<Double>
    var delaySeconds: Double
    var vehicleKilometersToday: Double
    var devices: Int
    var liveDevices: Int
  }
  var id: String
  var name: String
  var time: String
  var regions: [RegionDocument]
  var totals: Totals
  var trends: [TrendDocument]
  var events: [TierEventDocument]
  var eventsReceived: Int
}

struct TierDeviceDocument: Encodable {
  var region: String?
  var edge: String
  var unit: String
  var name: String
  var address: String
  var received: UInt64
  var accepted: UInt64
  var lastSeen: Nullable<String>
  var clockOffsetMilliseconds: Nullable<Double>
  var state: String
  var position: Nullable<[Double]>
  var alarms: [AlarmDocument]
}

struct TierDevicesDocument: Encodable {
  var devices: [TierDeviceDocument]
}

/// What the stream of a region tells each second.
struct RegionTickDocument: Encodable {
  var time: String
  var sceneTime: Nullable<String>
  var links: [StretchDocument]
  var edges: [RegionEdgeDocument]
  var events: [TierEventDocument]
  var vehicles: [CompactVehicle]
  var handedOver: Int
}

/// A vehicle as an array: id, kind, longitude, latitude, heading, speed, length, width, edge, connected.
struct CompactVehicle: Encodable {
  var id: UInt64
  var kind: UInt8
  var place: [Double]
  var heading: Double
  var speed: Double
  var length: Double
  var width: Double
  var edge: String
  var isConnected: Bool

  func encode(to encoder: any Encoder) throws {
    var row = encoder.unkeyedContainer()
    try row.encode(id)
    try row.encode(kind)
    for number in place + [heading, speed, length, width] { try row.encode(number) }
    try row.encode(edge)
    try row.encode(isConnected ? 1 : 0)
  }
}
