import RoadModel

/// Who a lane is for.
///
/// Motor lanes (vehicle, tracked vehicle, parking, unknown) count motor vehicles: cars, lorries, buses, motorcycles,
/// emergency vehicles, and what is unknown but as long as a car. Bicycle lanes count bicycles and motorcycles, since
/// electric bicycles pass for either. Crosswalks and sidewalks count pedestrians. A bicycle on a motor lane and a car on
/// a bicycle lane are counted nowhere. Medians and stripes are for nobody.
enum RoadUserGroup: UInt8 {
  case motor, bicycle, foot

  /// The group of a lane; nil where it is for nobody.
  init?(_ type: LaneType) {
    switch type {
    case .vehicle, .trackedVehicle, .parking, .unknown: self = .motor
    case .bicycle: self = .bicycle
    case .crosswalk, .sidewalk: self = .foot
    case .median, .striping: return nil
    }
  }

  /// Whether a road user of a kind and a length in metres counts here.
  func admits(_ kind: ParticipantKind, length: Double) -> Bool {
    switch kind {
    case .car, .truck, .bus, .emergencyVehicle: self == .motor
    case .motorcycle: self == .motor || self == .bicycle
    case .bicycle: self == .bicycle
    case .pedestrian: self == .foot
    case .unknown: self == .motor && length >= 3
    }
  }
}
