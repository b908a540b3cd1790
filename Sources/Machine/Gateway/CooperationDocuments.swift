import CityStore
import Ingest
import Kernel
import RoadModel

/// A part of the road network that a message refers to.
struct LinkReference: Encodable {
  var upstream: String
  var downstream: String
  var lanes: [UInt8]

  /// How a node is written.
  static func name(_ node: NodeID) -> String { StretchName.text(node) }

  init(_ link: RoadLink) {
    upstream = StretchName.text(link.upstream)
    downstream = StretchName.text(link.downstream)
    lanes = link.lanes
  }
}

struct ObstacleProperties: Encodable {
  var kind: String
  var unit: String
  var sender: String
  var scheme: String
  var number: UInt16
  var method: String
  var confidence: Nullable<Double>
  var positionDeviationMeters: Nullable<Double>
  var speedMetersPerSecond: Nullable<Double>
  var headingDegrees: Nullable<Double>
  var lengthMeters: Nullable<Double>
  var widthMeters: Nullable<Double>
  var heightMeters: Nullable<Double>
  var trackedSeconds: Nullable<Double>
  var measured: String
  var since: String
  var lastTold: String
}

/// A request of a vehicle; parts that its purpose does not have are null.
struct RequestDocument: Encodable {
  struct Priority: Encodable {
    var node: String
    var remoteNode: Nullable<String>
    var phase: Nullable<UInt8>
    var inboundLane: Nullable<UInt8>
    var outboundLane: Nullable<UInt8>
    var arrival: Nullable<String>
    var distanceMeters: Nullable<Double>
  }
  struct Parking: Encodable {
    var wishes: [String]
    var types: [String]
    var vehicle: String
    var slot: Nullable<UInt16>
  }
  var number: UInt8
  var status: String
  var purpose: String
  var priority: Nullable<UInt8>
  var targetVehicle: Nullable<String>
  var targetUnit: Nullable<String>
  var ends: Nullable<String>
  var link: Nullable<LinkReference>
  var paths: [[[Double]]]
  var signalPriority: Nullable<Priority>
  var parking: Nullable<Parking>
}

struct IntentionProperties: Encodable {
  var vehicle: String
  var scheme: String
  var unit: String
  var behaviors: [String]
  var path: [PlannedPointDocument]
  var requests: [RequestDocument]
  var time: String
  var since: String
  var lastTold: String
}

struct PlannedPointDocument: Encodable {
  var position: [Double]
  var speedMetersPerSecond: Nullable<Double>
  var headingDegrees: Nullable<Double>
  var secondsAhead: Nullable<Double>
}

/// The three documents together, for the stream.
struct CooperationDocument: Encodable {
  var obstacles: FeatureCollection<ObstacleProperties>
  var intentions: FeatureCollection<IntentionProperties>
  var coordination: CoordinationDocument
}

struct CoordinationDocument: Encodable {
  struct Vehicle: Encodable {
    var vehicle: String
    var unit: String
    var behaviors: [String]
    var purposes: [String]
    var path: [PlannedPointDocument]
    var link: Nullable<LinkReference>
    var relatedPath: [[Double]]
    var ends: Nullable<String>
    var time: String
    var since: String
    var lastTold: String
  }
  struct Lane: Encodable {
    var unit: String
    var link: LinkReference
    var behaviors: [String]
    var purposes: [String]
    var speedMetersPerSecond: Nullable<Double>
    var relatedPath: [[Double]]
    var text: String
    var begins: Nullable<String>
    var ends: Nullable<String>
    var time: String
    var since: String
    var lastTold: String
  }
  var edge: String
  var time: String
  var vehicles: [Vehicle]
  var lanes: [Lane]
}
