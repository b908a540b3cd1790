import Ingest
import Kernel
import MessagesCSAE
import RoadModel

/// Quantities of the world as numbers of the wire: the way back of Ingest's `WireQuantities`. Rounded to the nearest
/// step, held within what can be told, and "unavailable" where something is not known or not finite.
enum WireIntegers {
  /// The nearest whole number of steps within a range; the lower bound for what is not a number.
  @inline(__always) static func steps(_ value: Double, of step: Double, in range: ClosedRange<Double>) -> Double {
    let scaled = (value / step).rounded()
    return scaled.isNaN ? range.lowerBound : min(max(scaled, range.lowerBound), range.upperBound)
  }

  /// T/CSAE 53-2020, DE_Speed: 0.02 m/s, at most 163.8; 8191 is unavailable.
  static func speed(_ metersPerSecond: Double?) -> UInt16 {
    guard let metersPerSecond, metersPerSecond.isFinite else { return 8191 }
    return UInt16(steps(metersPerSecond.magnitude, of: 0.02, in: 0...8190))
  }

  /// T/CSAE 53-2020, DE_Heading: 0.0125 degrees clockwise from north; 28800 is unavailable.
  static func heading(_ heading: Angle?) -> UInt16 {
    guard let degrees = heading?.headingDegrees, degrees.isFinite else { return 28_800 }
    return UInt16(steps(degrees, of: 0.0125, in: 0...28_800)) % 28_800
  }

  /// T/CSAE 53-2020, DF_Position3D: 1e-7 degrees. Nil where it is no place on earth. The height is never told, since the
  /// edge does not know it.
  static func position(_ position: GeodeticPosition) -> Position3D? {
    let latitude = (position.latitude * 1e7).rounded()
    let longitude = (position.longitude * 1e7).rounded()
    // Not a number is in no range.
    guard (-900_000_000...900_000_000).contains(latitude), (-1_799_999_999...1_800_000_000).contains(longitude) else {
      return nil
    }
    var result = Position3D()
    result.lat = Int32(latitude)
    result.long = Int32(longitude)
    return result
  }

  /// T/CSAE 53-2020, DF_PositionOffsetLLV: the narrowest of six widths that holds the way from a reference, or the place
  /// itself where none does. Both are places that ``position(_:)`` gives.
  static func offset(of place: Position3D, from reference: Position3D) -> PositionOffsetLLV {
    let north = Int64(place.lat) - Int64(reference.lat)
    let east = Int64(place.long) - Int64(reference.long)
    // An offset of n bits holds -2^(n-1)..<2^(n-1): as many bits as the wider of the two takes, and its sign.
    let bits = 65 - min(leadingBits(north), leadingBits(east))
    var result = PositionOffsetLLV()
    result.offsetLL = offset(north, east, bits) ?? absolute(place)
    return result
  }

  @inline(__always) private static func leadingBits(_ number: Int64) -> Int {
    (number < 0 ? ~number : number).leadingZeroBitCount
  }

  private static func offset(_ north: Int64, _ east: Int64, _ bits: Int) -> PositionOffsetLL? {
    switch bits {
    case ...12:
      var part = PositionLL24B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL1(part)
    case ...14:
      var part = PositionLL28B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL2(part)
    case ...16:
      var part = PositionLL32B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL3(part)
    case ...18:
      var part = PositionLL36B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL4(part)
    case ...22:
      var part = PositionLL44B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL5(part)
    case ...24:
      var part = PositionLL48B()
      (part.lat, part.lon) = (.init(north), .init(east))
      return .positionLL6(part)
    default: return nil
    }
  }

  private static func absolute(_ place: Position3D) -> PositionOffsetLL {
    var part = PositionLLmD64b()
    (part.lat, part.lon) = (place.lat, place.long)
    return .positionLatLon(part)
  }

  // MARK: How sure

  /// T/CSAE 53-2020, DE_PositionConfidence of one standard deviation of a coordinate: the nearest bound that two of them
  /// stay below.
  static func positionConfidence(_ deviation: Double?) -> PositionConfidence {
    guard let index = index(of: deviation.map { $0 * 2 }, positionBounds) else { return .unavailable }
    return PositionConfidence(index: index)
  }

  private static let positionBounds: InlineArray<15, Double> = [
    500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01,
  ]

  /// T/CSAE 53-2020, DE_SpeedConfidence of one standard deviation in metres a second: the nearest bound that 1.96 of them
  /// stay below.
  static func speedConfidence(_ deviation: Double?) -> SpeedConfidence {
    guard let index = index(of: deviation.map { $0 * 1.96 }, speedBounds) else { return .unavailable }
    return SpeedConfidence(index: index)
  }

  private static let speedBounds: InlineArray<7, Double> = [100, 10, 5, 1, 0.1, 0.05, 0.01]

  /// T/CSAE 53-2020, DE_HeadingConfidence of one standard deviation in radians. Its last two bounds are not in order.
  static func headingConfidence(_ deviation: Double?) -> HeadingConfidence {
    guard let index = index(of: deviation.map { $0 * 1.96 * (180 / Double.pi) }, headingBounds) else {
      return .unavailable
    }
    return HeadingConfidence(index: index)
  }

  private static let headingBounds: InlineArray<7, Double> = [10, 5, 1, 0.1, 0.05, 0.01, 0.0125]

  /// The number, from 1, of the least bound that holds a spread; nil where none does or nothing is known.
  private static func index<let count: Int>(of spread: Double?, _ bounds: InlineArray<count, Double>) -> UInt8? {
    guard let spread, spread >= 0 else { return nil }
    var found: Int?
    // A spread that was read from a bound is to give that bound again, whatever rounding did to it.
    for place in 0..<count where bounds[place] * (1 + 1e-9) >= spread {
      if let other = found, bounds[other] <= bounds[place] { continue }
      found = place
    }
    return found.map { UInt8($0 + 1) }
  }

  /// T/CSAE 53-2020, DE_Confidence of a probability: 0.5 %.
  static func confidence(_ probability: Double) -> UInt8 { UInt8(steps(probability, of: 0.005, in: 0...200)) }

  // MARK: Bodies

  /// T/CSAE 53-2020, DF_VehicleSize: centimetres, height 5 cm; 0 is invalid.
  static func size(_ size: BodySize) -> VehicleSize {
    var result = VehicleSize()
    result.length = UInt16(steps(size.length, of: 0.01, in: 0...4095))
    result.width = UInt16(steps(size.width, of: 0.01, in: 0...1023))
    if let height = size.height, height > 0 { result.height = UInt8(steps(height, of: 0.05, in: 0...127)) }
    return result
  }

  /// T/CSAE 157-2020, DF_ObjectSize: 0.1 m.
  static func objectSize(_ size: BodySize?) -> ObjectSize {
    var result = ObjectSize()
    guard let size else { return result }
    result.length = UInt16(steps(size.length, of: 0.1, in: 0...1023))
    result.width = UInt16(steps(size.width, of: 0.1, in: 0...1023))
    if let height = size.height, height > 0 { result.height = UInt16(steps(height, of: 0.1, in: 0...1023)) }
    return result
  }

  /// T/CSAE 53-2020, DE_ParticipantType.
  static func participantType(_ kind: ParticipantKind) -> ParticipantType {
    switch kind {
    case .car, .truck, .bus, .motorcycle, .emergencyVehicle: .motor
    case .bicycle: .nonMotor
    case .pedestrian: .pedestrian
    case .unknown: .unknown
    }
  }

  /// T/CSAE 53-2020, DE_BasicVehicleClass; nil for what has none.
  static func vehicleClass(_ kind: ParticipantKind) -> UInt8? {
    switch kind {
    case .car: 10
    case .truck: 25
    case .motorcycle: 40
    case .bus: 50
    case .emergencyVehicle: 60
    case .unknown, .bicycle, .pedestrian: nil
    }
  }

  /// T/CSAE 157-2020, DE_DetectedPTCType. It has no word for emergency vehicles: their class says it.
  static func detectedType(_ kind: ParticipantKind) -> DetectedPTCType {
    switch kind {
    case .car: .car
    case .truck: .truck
    case .bus: .bus
    case .motorcycle: .motorcyclist
    case .bicycle: .cyclist
    case .pedestrian: .pedestrian
    case .unknown, .emergencyVehicle: .unknown
    }
  }

  // MARK: Times

  /// T/CSAE 53-2020, DE_DSecond: milliseconds within the UTC minute.
  static func second(_ instant: Instant) -> UInt16 { MessageTime.parts(of: instant).second }

  /// T/CSAE 53-2020, DE_TimeOffset: 10 ms, 1...65534.
  static func timeOffset(_ interval: Interval) -> UInt16 {
    UInt16(steps(interval.seconds, of: 0.01, in: 1...65_534))
  }

  /// T/CSAE 157-2020, the seconds for which something was followed, 1...65535.
  static func tracking(_ interval: Interval) -> UInt16 {
    UInt16(min(max(interval.nanoseconds / 1_000_000_000, 1), 65_535))
  }
}
