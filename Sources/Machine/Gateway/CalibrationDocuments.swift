import EdgeCore
import Kernel
import Scene
import TierModel

/// What an edge found out of a device by holding what it tells against what others tell.
struct CalibrationDocument: Encodable {
  /// An estimate with one standard deviation.
  struct Estimate: Encodable {
    var value: Double
    var deviation: Double
  }
  struct Noise: Encodable {
    var near: Nullable<Double>
    var middle: Nullable<Double>
    var far: Nullable<Double>
  }
  struct Bounds: Encodable {
    var shiftMeters: Double
    var turnDegrees: Double
    var clockMilliseconds: Double
  }

  var shiftEastMeters: Nullable<Estimate>
  var shiftNorthMeters: Nullable<Estimate>
  var turnDegrees: Nullable<Estimate>
  var clockMilliseconds: Nullable<Estimate>
  var noise: Noise
  var detectionRingMeters: Double
  var detection: [Nullable<Double>]
  var trusted: Bool
  var frozen: Bool
  var agreement: Double
  var contradiction: Double
  var positionInnovation: Nullable<Double>
  var velocityInnovation: Nullable<Double>
  var bounds: Bounds

  init(_ calibration: UnitCalibration, _ bounds: DeviceBounds) {
    let known = calibration.registration
    let degrees = 180 / Double.pi
    func estimate(_ value: Double, _ deviation: Double, _ digits: Int) -> Nullable<Estimate> {
      Nullable(
        known.isCompared
          ? Estimate(value: GatewayText.number(value, digits), deviation: GatewayText.number(deviation, digits)) : nil)
    }
    func rounded(_ value: Double?) -> Nullable<Double> { Nullable(value.map { GatewayText.number($0, 2) }) }
    shiftEastMeters = estimate(known.shift.east, known.doubt.east, 3)
    shiftNorthMeters = estimate(known.shift.north, known.doubt.north, 3)
    turnDegrees = estimate(known.turn * degrees, known.doubt.turn * degrees, 3)
    clockMilliseconds = estimate(known.clockOffset.seconds * 1000, known.doubt.clock * 1000, 1)
    noise = Noise(
      near: rounded(calibration.noise.near), middle: rounded(calibration.noise.middle),
      far: rounded(calibration.noise.far))
    detectionRingMeters = UnitCalibration.ringWidth
    detection = calibration.detection.map(rounded)
    trusted = calibration.trust.isTrusted
    frozen = calibration.trust.isFrozen
    agreement = GatewayText.number(calibration.trust.agreement, 2)
    contradiction = GatewayText.number(calibration.trust.contradiction, 2)
    let innovations = calibration.innovations
    positionInnovation = rounded(innovations.count > 0 ? innovations.position : nil)
    velocityInnovation = rounded(innovations.velocityCount > 0 ? innovations.velocity : nil)
    self.bounds = Bounds(
      shiftMeters: GatewayText.number(bounds.shift, 3), turnDegrees: GatewayText.number(bounds.turn * degrees, 3),
      clockMilliseconds: GatewayText.number(bounds.clock * 1000, 1))
  }
}

/// In what a device is out of its bounds.
struct AlarmDocument: Encodable {
  var kind: String
  var since: String
  var sentence: String

  init(_ alarm: DeviceAlarm) {
    kind = alarm.kind.rawValue
    since = GatewayText.time(alarm.since)
    sentence = alarm.sentence
  }
}

/// What an alarm rests on, for a page to tell in its own language.
struct FigureDocument: Encodable {
  var measure: String
  var value: Double
  var deviation: Nullable<Double>
  var bound: Double
  var other: Nullable<Double>

  init(_ figure: AlarmFigure) {
    measure = figure.measure.rawValue
    value = GatewayText.number(figure.value, 2)
    deviation = Nullable(figure.deviation.map { GatewayText.number($0, 2) })
    bound = GatewayText.number(figure.bound, 2)
    other = Nullable(figure.other.map { GatewayText.number($0, 0) })
  }
}
