public import Kernel

/// What a vehicle says that it will do, and what it asks others for (T/CSAE 157-2020, Msg_VIR; SAE J2735, MSG_SRM).
public struct VehicleIntention: Sendable, Hashable {
  /// The device that handed it in.
  public var unit: UnitIndex
  /// The vehicle.
  public var vehicle: UInt64
  /// Whose numbers ``vehicle`` is one of.
  public var scheme: IdentityScheme
  /// The time of the message.
  public var time: Instant
  /// Where the vehicle is; nil where it does not say.
  public var position: LocalPoint?
  /// What it does now.
  public var behaviors: DrivingBehaviors
  /// The way that it plans, at most 100 points; empty where it tells none.
  public var path: [PlannedPoint]
  /// What it asks for, at most 32 requests.
  public var requests: [VehicleRequest]
  /// When its first message of this kind came.
  public var since: Instant
  /// When its newest did.
  public var lastTold: Instant

  /// Makes an intention without a path and requests.
  public init(
    unit: UnitIndex, vehicle: UInt64, scheme: IdentityScheme, time: Instant, position: LocalPoint?,
    behaviors: DrivingBehaviors = [], toldAt now: Instant
  ) {
    self.unit = unit
    self.vehicle = vehicle
    self.scheme = scheme
    self.time = time
    self.position = position
    self.behaviors = behaviors
    path = []
    requests = []
    since = now
    lastTold = now
  }
}

/// One thing that a vehicle asks for.
public struct VehicleRequest: Sendable, Hashable {
  /// Where in its life it is (T/CSAE 157-2020, DE_ReqStatus).
  public enum Status: UInt8, CaseIterable, Sendable {
    case unknown, requested, confirmed, cancelled, completed
  }

  /// What is asked for.
  public enum Purpose: Sendable, Hashable {
    /// To be let into a lane of a link.
    case laneChange(RoadLink)
    /// To have a lane of a link cleared, along a way, from and until an instant, where they are told.
    case clearTheWay(RoadLink, path: [LocalPoint], begins: Instant?, ends: Instant?)
    /// To be let through an intersection.
    case signalPriority(SignalPriorityRequest)
    /// To be told what is along some ways.
    case sensorSharing([[LocalPoint]])
    /// To use a parking area.
    case parking(ParkingRequest)
    /// Nothing that is known here.
    case unknown

    /// The name in the API.
    public var name: String {
      switch self {
      case .laneChange: "laneChange"
      case .clearTheWay: "clearTheWay"
      case .signalPriority: "signalPriority"
      case .sensorSharing: "sensorSharing"
      case .parking: "parking"
      case .unknown: "unknown"
      }
    }
  }

  /// The vehicle's number for it, 0...255.
  public var number: UInt8
  /// Where in its life it is.
  public var status: Status
  /// How urgent it is, as its scheme counts: 0...7 in T/CSAE 157, 1...14 in J2735; nil where it is not told.
  public var priority: UInt8?
  /// The vehicle that it is asked of; nil for none in particular.
  public var targetVehicle: UInt64?
  /// The roadside unit that it is asked of; nil for none in particular.
  public var targetUnit: UInt64?
  /// What is asked for.
  public var purpose: Purpose
  /// Until when it holds; nil where it is not told.
  public var ends: Instant?

  /// Makes a request.
  public init(number: UInt8, status: Status, purpose: Purpose) {
    self.number = number
    self.status = status
    self.purpose = purpose
  }
}

/// A wish to be let through an intersection.
public struct SignalPriorityRequest: Sendable, Hashable {
  /// The intersection.
  public var node: NodeID
  /// The node that the vehicle wants to go on to; nil where it is not told.
  public var remoteNode: NodeID?
  /// The signal phase that it wants; nil where it is not told.
  public var phase: UInt8?
  /// The lane that it comes on, and the one that it goes on by, as the map numbers them; nil where they are not told.
  public var inboundLane: UInt8?
  public var outboundLane: UInt8?
  /// When it expects to arrive; nil where it is not told.
  public var arrival: Instant?
  /// Metres that it is away; nil where it is not told.
  public var distance: Double?

  /// Makes a wish of which only the intersection is known.
  public init(node: NodeID) { self.node = node }
}

/// A wish to use a parking area (T/CSAE 157-2020, DF_Req-ParkingArea).
public struct ParkingRequest: Sendable, Hashable {
  /// The names of DE_ParkingRequest, the first bit first.
  public static let wishNames = [
    "enter", "exit", "park", "pay", "unloadPassenger", "pickupPassenger", "unloadCargo", "loadCargo",
  ]
  /// The names of DE_ParkingType, the first bit first.
  public static let typeNames = [
    "unknown", "ordinary", "disabled", "mini", "attached", "charging", "stereo", "lady", "extended", "private",
  ]

  /// What is wished, by name.
  public var wishes: [String]
  /// The types of slot that would do, by name.
  public var types: [String]
  /// What kind of vehicle it is for.
  public var vehicle: ParticipantKind
  /// The slot that is wished; nil for any.
  public var slot: UInt16?

  /// Makes a wish.
  public init(wishes: [String], types: [String], vehicle: ParticipantKind, slot: UInt16?) {
    self.wishes = wishes
    self.types = types
    self.vehicle = vehicle
    self.slot = slot
  }
}
