/// A direction in the plane, in radians counter-clockwise from east, kept in -pi..<pi.
public struct Angle: Hashable, Sendable, BitwiseCopyable {
  /// Radians counter-clockwise from east, -pi..<pi.
  public let radians: Double

  /// Makes a direction from any finite number of radians counter-clockwise from east.
  @inlinable public init(radians: Double) {
    if radians >= -Double.pi && radians < Double.pi {
      self.radians = radians
      return
    }
    let turns = (radians / (2 * Double.pi)).rounded()
    let wrapped = radians - turns * 2 * Double.pi
    self.radians = wrapped >= Double.pi ? -Double.pi : wrapped
  }

  /// Makes a direction from degrees clockwise from north, as messages and operators give it.
  @inlinable public init(headingDegrees: Double) { self.init(radians: (90 - headingDegrees) * (Double.pi / 180)) }

  /// The direction of a vector; east for the zero vector.
  @inlinable public init(of vector: LocalVector) {
    self.init(radians: Trigonometry.atan2(vector.north, vector.east))
  }

  /// Degrees clockwise from north, 0..<360.
  @inlinable public var headingDegrees: Double {
    let heading = 90 - radians * (180 / Double.pi)
    let wrapped = heading < 0 ? heading + 360 : heading
    return wrapped >= 360 ? wrapped - 360 : wrapped
  }

  /// The vector of length one that points there.
  @inlinable public var unitVector: LocalVector {
    let (sine, cosine) = Trigonometry.sinCos(radians)
    return LocalVector(east: cosine, north: sine)
  }

  /// The smallest turn from `other` to this direction, in radians, -pi..<pi.
  @inlinable public func difference(from other: Angle) -> Double { Angle(radians: radians - other.radians).radians }

  /// The direction turned by some radians counter-clockwise.
  @inlinable public func turned(by turn: Double) -> Angle { Angle(radians: radians + turn) }
}

extension LocalVector {
  /// The vector turned counter-clockwise by some radians.
  @inlinable public func turned(by angle: Double) -> LocalVector {
    let (sine, cosine) = Trigonometry.sinCos(angle)
    return LocalVector(east: cosine * east - sine * north, north: sine * east + cosine * north)
  }
}
