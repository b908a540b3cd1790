package import Kernel
import MessagesCSAE
import RoadModel

/// Numbers of the wire as quantities of the world; "unavailable" becomes nil here and goes no further.
package enum WireQuantities {
  /// T/CSAE 53-2020, DE_Speed: 0.02 m/s, 8191 is unavailable.
  static func speed(_ wire: UInt16) -> Double? { wire < 8191 ? Double(wire) * 0.02 : nil }

  /// T/CSAE 53-2020, DE_Heading: 0.0125 degrees clockwise from north, 28800 is unavailable.
  static func heading(_ wire: UInt16) -> Angle? { wire < 28_800 ? Angle(headingDegrees: Double(wire) * 0.0125) : nil }

  /// T/CSAE 53-2020, DE_Acceleration: 0.01 m/s2, 2001 is unavailable.
  static func acceleration(_ wire: Int16) -> Double? { wire != 2001 ? Double(wire) * 0.01 : nil }

  /// T/CSAE 53-2020, DE_YawRate: 0.01 degrees a second clockwise; there is no code for unavailable.
  static func yawRate(_ wire: Int16) -> Double { -Double(wire) * 0.01 * (Double.pi / 180) }

  /// T/CSAE 53-2020, DF_Position3D: 1e-7 degrees, 900000001 and 1800000001 are unavailable.
  package static func position(latitude: Int32, longitude: Int32) -> GeodeticPosition? {
    guard latitude <= 900_000_000, longitude <= 1_800_000_000 else { return nil }
    return GeodeticPosition(latitude: Double(latitude) * 1e-7, longitude: Double(longitude) * 1e-7)
  }

  /// T/CSAE 53-2020, DF_PositionOffsetLLV: six widths of offsets from a reference in 1e-7 degrees, or a position of its
  /// own. Nil where that position is unavailable.
  static func position(_ offset: PositionOffsetLL, from reference: GeodeticPosition) -> GeodeticPosition? {
    func moved(_ longitude: Int32, _ latitude: Int32) -> GeodeticPosition {
      GeodeticPosition(
        latitude: reference.latitude + Double(latitude) * 1e-7,
        longitude: reference.longitude + Double(longitude) * 1e-7)
    }
    switch offset {
    case .positionLL1(let part): return moved(Int32(part.lon), Int32(part.lat))
    case .positionLL2(let part): return moved(Int32(part.lon), Int32(part.lat))
    case .positionLL3(let part): return moved(Int32(part.lon), Int32(part.lat))
    case .positionLL4(let part): return moved(part.lon, part.lat)
    case .positionLL5(let part): return moved(part.lon, part.lat)
    case .positionLL6(let part): return moved(part.lon, part.lat)
    case .positionLatLon(let part): return position(latitude: part.lat, longitude: part.lon)
    }
  }

  /// T/CSAE 53-2020, DE_PositionConfidence: the bound that each coordinate's error stays below in 95 of 100 cases, about
  /// two standard deviations. Recorded units keep to that; the scene learns what a unit's true noise is.
  static func deviation(_ confidence: PositionConfidence) -> Double? { positionDeviation(UInt16(confidence.index)) }

  /// The same by the number of the value, which SAE J2735 shares.
  static func positionDeviation(_ index: UInt16) -> Double? {
    (1...15).contains(index) ? positionBounds[Int(index) - 1] / 2 : nil
  }

  private static let positionBounds: [Double] = [
    500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01,
  ]

  /// T/CSAE 53-2020, DE_SpeedConfidence: the bound that the error stays below in 95 of 100 cases, 1.96 deviations.
  static func deviation(_ confidence: SpeedConfidence) -> Double? { speedDeviation(UInt16(confidence.index)) }

  /// The same by the number of the value, which SAE J2735 shares.
  static func speedDeviation(_ index: UInt16) -> Double? {
    (1...7).contains(index) ? speedBounds[Int(index) - 1] / 1.96 : nil
  }

  private static let speedBounds: [Double] = [100, 10, 5, 1, 0.1, 0.05, 0.01]

  /// T/CSAE 53-2020, DE_HeadingConfidence, in radians.
  static func deviation(_ confidence: HeadingConfidence) -> Double? { headingDeviation(UInt16(confidence.index)) }

  /// The same by the number of the value, which SAE J2735 shares.
  static func headingDeviation(_ index: UInt16) -> Double? {
    (1...7).contains(index) ? headingBounds[Int(index) - 1] / 1.96 * (Double.pi / 180) : nil
  }

  private static let headingBounds: [Double] = [10, 5, 1, 0.1, 0.05, 0.01, 0.0125]

  /// T/CSAE 53-2020, DF_VehicleSize: centimetres, height 5 cm; 0 is invalid.
  static func size(_ size: VehicleSize) -> BodySize? {
    self.size(length: size.length, width: size.width, height: size.height)
  }

  /// The same by its parts, which SAE J2735 shares.
  static func size(length: UInt16, width: UInt16, height: UInt8?) -> BodySize? {
    guard length > 0, width > 0 else { return nil }
    let height = height.flatMap { $0 > 0 ? Double($0) * 0.05 : nil }
    return BodySize(length: Double(length) * 0.01, width: Double(width) * 0.01, height: height)
  }

  /// T/CSAE 157-2020 and SAE J3224, DF_ObstacleSize, DF_ObjectSize: 0.1 m; nothing has no length.
  static func size(tenthsOfLength length: UInt16, width: UInt16, height: UInt16?) -> BodySize? {
    guard length > 0, width > 0 else { return nil }
    let height = height.flatMap { $0 > 0 ? Double($0) * 0.1 : nil }
    return BodySize(length: Double(length) * 0.1, width: Double(width) * 0.1, height: height)
  }

  /// T/CSAE 53-2020, DE_BasicVehicleClass.
  static func kind(vehicleClass: UInt8) -> ParticipantKind {
    switch vehicleClass {
    case 1...19: .car
    case 20...39: .truck
    case 40...49: .motorcycle
    case 50...59: .bus
    case 60...69: .emergencyVehicle
    case 82: .pedestrian
    case 85: .bicycle
    default: .unknown
    }
  }
}
