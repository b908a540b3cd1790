import Kernel
public import RoadModel

/// What the scene found out of a unit by holding what it tells against what others tell.
public struct UnitCalibration: Sendable {
  /// Its shift, turn and clock.
  public var registration: UnitRegistration
  /// How many times what it states, or what is assumed where it states nothing, its noise really is: in the nearer three
  /// eighths of its range, the next three, and the last two. Nil where too little was seen.
  public var noise: Distances
  /// The share of road users that it listed of those which others vouch for and nothing hides, in rings of
  /// ``ringWidth``, the last one without end; nil where too few were looked for.
  public var detection: [Double?]
  /// Whether it is believed, and what that rests on.
  public var trust: UnitTrust
  /// By how much what it tells differs from what is expected.
  public var innovations: InnovationTally

  /// A figure for three distances.
  public struct Distances: Sendable {
    /// The nearer three eighths.
    public var near: Double?
    /// The next three eighths.
    public var middle: Double?
    /// The last two.
    public var far: Double?
  }

  /// Metres of a ring.
  public static let ringWidth = FieldOfView.ringWidth
}

/// Whether a unit is believed.
public struct UnitTrust: Sendable, BitwiseCopyable {
  /// Whether it shows what is there.
  public var isTrusted: Bool
  /// Whether it shows an old picture whatever the times on it.
  public var isFrozen: Bool
  /// The share that it listed lately of what it ought to, 0...1.
  public var agreement: Double
  /// The share of what it alone showed lately that others denied, 0...1.
  public var contradiction: Double
  /// How well its places move as it says that they do: 1 as said, 0 not at all.
  public var candour: Double
  /// The share of what it told lately of moving road users that it had told before to the last bit, 0...1.
  public var repetition = 0.0

  /// A unit with less agreement than this, and more contradiction than that, is not trusted.
  public static let agreementBound = Source.leastListed
  /// See ``agreementBound``.
  public static let contradictionBound = Source.mostDenied
  /// The candour below which a picture is frozen.
  public static let candourBound = Source.leastCandour
  /// The share of repetitions above which a picture is an old one.
  public static let repetitionBound = Source.mostRepeated
}

extension Scene {
  /// What registration found out about a unit.
  public func registration(of unit: UnitIndex) -> UnitRegistration {
    let faults = registration.faults(of: unit.rawValue)
    let gross = grossFaults[Int(unit.rawValue)]
    return UnitRegistration(
      shift: gross.shift + LocalVector(east: faults.east, north: faults.north), turn: gross.turn + faults.turn,
      clockOffset: .seconds(gross.clock + faults.clock),
      shiftDeviation: faults.shiftVariance.squareRoot(), clockDeviation: faults.clockVariance.squareRoot(),
      doubt: registration.doubt(of: unit.rawValue), isCompared: registration.isCompared(unit.rawValue))
  }

  /// All that was found out about a unit. Allocates: it is for once a second.
  public func calibration(of unit: UnitIndex) -> UnitCalibration {
    let source = sources[Int(unit.rawValue)]
    func noise(_ bands: Range<Int>) -> Double? { source.noiseScale(bands: bands)?.squareRoot() }
    return UnitCalibration(
      registration: registration(of: unit),
      noise: UnitCalibration.Distances(near: noise(0..<3), middle: noise(3..<6), far: noise(6..<8)),
      detection: (0..<FieldOfView.rings).map { source.view.share(ofRing: $0) }, trust: trust(of: unit),
      innovations: innovations(of: unit))
  }

  /// Whether a unit is believed.
  public func trust(of unit: UnitIndex) -> UnitTrust {
    let source = sources.pointer(Int(unit.rawValue))
    return UnitTrust(
      isTrusted: source.pointee.isTrusted, isFrozen: source.pointee.isFrozen, agreement: source.pointee.agreement,
      contradiction: source.pointee.contradiction, candour: source.pointee.candour,
      repetition: source.pointee.repetition)
  }
}
