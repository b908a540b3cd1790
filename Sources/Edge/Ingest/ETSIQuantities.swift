import Kernel
import MessagesETSI
import RoadModel

/// Numbers of ETSI's messages (TS 102 894-2) as quantities of the world. Codes for unavailable and out of range become
/// nil: of what is out of range only a bound is known.
enum ETSIQuantities {
  /// How many standard deviations the bound of a single quantity is that holds in 95 of 100 cases.
  private static let boundOfOne = 1.96
  /// The same of the half axis of an ellipse that two coordinates stay in: the root of 5.991, which a chi-square of two
  /// degrees of freedom does not exceed in 95 of 100 cases.
  private static let boundOfTwo = 2.4477

  /// DE_SpeedValue: 0.01 m/s; 16382 and 16383 are out of range and unavailable.
  static func speed(_ speed: ETSISpeed) -> Double? {
    speed.speedValue < 16_382 ? Double(speed.speedValue) * 0.01 : nil
  }

  /// DE_SpeedConfidence: 0.01 m/s, 126 and 127 are out of range and unavailable. In standard deviations.
  static func speedDeviation(_ confidence: UInt8) -> Double? {
    confidence < 126 ? Double(confidence) * 0.01 / boundOfOne : nil
  }

  /// DE_HeadingValue and DE_Wgs84AngleValue: 0.1 degrees clockwise from north, 3601 is unavailable.
  static func heading(_ value: UInt16) -> Angle? {
    value <= 3600 ? Angle(headingDegrees: Double(value) * 0.1) : nil
  }

  /// DE_CartesianAngleValue: 0.1 degrees counter-clockwise from the x axis, which points east in a CPM.
  static func angle(_ value: UInt16) -> Angle? {
    value <= 3600 ? Angle(radians: Double(value) * 0.1 * (Double.pi / 180)) : nil
  }

  /// DE_HeadingConfidence and DE_AngleConfidence: 0.1 degrees, 126 and 127 are out of range and unavailable. In radians.
  static func angleDeviation(_ confidence: UInt8) -> Double? {
    confidence < 126 ? Double(confidence) * 0.1 / boundOfOne * (Double.pi / 180) : nil
  }

  /// DE_LongitudinalAccelerationValue: 0.1 m/s2; -160 and 160 are bounds, 161 is unavailable.
  static func acceleration(_ value: Int16) -> Double? { value.magnitude < 160 ? Double(value) * 0.1 : nil }

  /// DE_YawRateValue: 0.01 degrees a second to the left; 32767 is unavailable, the ends of the range are bounds.
  static func yawRate(_ value: Int16) -> Double? {
    (-32_765...32_765).contains(value) ? Double(value) * 0.01 * (Double.pi / 180) : nil
  }

  /// DE_SemiAxisLength: 0.01 m of the ellipse that the place is in with 95 of 100; 4094 and 4095 are out of range and
  /// unavailable, 0 stands for nothing. One standard deviation along the axis.
  static func deviation(axis: UInt16) -> Double? {
    (1..<4094).contains(axis) ? max(Double(axis) * 0.01 / boundOfTwo, 0.01) : nil
  }

  /// DE_CoordinateConfidence: 0.01 m, 4095 and 4096 are out of range and unavailable. In standard deviations.
  static func deviation(coordinate confidence: UInt16) -> Double? {
    confidence < 4095 ? Double(confidence) * 0.01 / boundOfOne : nil
  }

  /// DE_VehicleLengthValue: 0.1 m; 1022 and 1023 are out of range and unavailable.
  static func length(_ value: UInt16) -> Double? { value < 1022 ? Double(value) * 0.1 : nil }

  /// DE_VehicleWidth: 0.1 m; 61 and 62 are out of range and unavailable.
  static func width(_ value: UInt8) -> Double? { value < 61 ? Double(value) * 0.1 : nil }

  /// DE_ObjectDimensionValue: 0.1 m; 255 and 256 are out of range and unavailable.
  static func dimension(_ dimension: ETSIObjectDimension?) -> Double? {
    dimension.flatMap { $0.value < 255 ? Double($0.value) * 0.1 : nil }
  }

  /// DE_StationType and DE_TrafficParticipantType. Trams, animals, and special vehicles whatever they are have no kind
  /// of their own here.
  static func kind(station: UInt8) -> ParticipantKind {
    switch station {
    case 1: .pedestrian
    case 2, 12: .bicycle
    case 3, 4: .motorcycle
    case 5: .car
    case 6: .bus
    case 7, 8, 9: .truck
    default: .unknown
    }
  }

  /// Whether a station is a vehicle with a bounding box, whose reference point is in the middle of its front.
  static func isVehicle(station: UInt8) -> Bool { (3...11).contains(station) }
}
