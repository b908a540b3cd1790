import Kernel
import RoadModel
import SchemaModel

extension SelfReport {
  /// The message as a BasicSafetyMessage, with the parts that T/CSAE 159-2020 asks for.
  var value: SchemaValue {
    .fields([
      "msgCnt": .number(counter), "id": .octets(temporaryIdentity), "secMark": .number(clock.millisecondOfMinute),
      "pos": CommonEncoding.position(position), "posAccuracy": accuracy, "transmission": .enumerated("forwardGears"),
      "speed": CommonEncoding.speed(speed), "heading": CommonEncoding.heading(headingDegrees),
      "angle": .quantity(steeringWheelDegrees, unit: 1.5, in: -126...126), "accelSet": accelerations, "brakes": brakes,
      "size": CommonEncoding.size(size),
      "vehicleClass": CommonEncoding.vehicleClass(kind) ?? .fields(["classification": .number(0)]),
      "safetyExt": safety, "emergencyExt": isOnCall ? Self.onCall : nil,
    ])
  }

  private var accuracy: SchemaValue {
    .fields([
      "semiMajor": .quantity(deviation.major, unit: 0.05, in: 0...254),
      "semiMinor": .quantity(deviation.minor, unit: 0.05, in: 0...254), "orientation": .number(0),
    ])
  }

  /// The vertical acceleration is not measured: -127.
  private var accelerations: SchemaValue {
    .fields([
      "long": .quantity(acceleration, unit: 0.01, in: -2000...2000),
      "lat": .quantity(lateralAcceleration, unit: 0.01, in: -2000...2000), "vert": .number(-127),
      "yaw": .quantity(-yawRate * 180 / Double.pi, unit: 0.01, in: -32_767...32_767),
    ])
  }

  private var brakes: SchemaValue {
    .fields([
      "brakePadel": .enumerated(isBraking ? "on" : "off"),
      "wheelBrakes": .flags(isBraking ? [1, 2, 3, 4] : [], count: 5), "traction": .enumerated("on"),
      "abs": .enumerated("on"),
    ])
  }

  /// A straight path is radius 32767 with full confidence.
  private var safety: SchemaValue {
    let radius = curveRadius.map { SchemaValue.quantity($0, unit: 0.1, in: -32_767...32_766) }
    let prediction = SchemaValue.fields([
      "radiusOfCurve": radius ?? .number(32_767), "confidence": .number(radius == nil ? 200 : 150),
    ])
    let lights = [leftIndicator ? 2 : nil, rightIndicator ? 3 : nil].compactMap { $0 }
    return .fields([
      "events": acceleration < -4 ? .flags([7], count: 13) : nil, "pathPrediction": prediction,
      "lights": lights.isEmpty ? nil : .flags(lights, count: 9),
    ])
  }

  private static var onCall: SchemaValue {
    .fields([
      "responseType": .enumerated("emergency"), "sirenUse": .enumerated("inUse"), "lightsUse": .enumerated("inUse"),
    ])
  }
}
