/// A point of the WGS 84 (or CGCS2000, which agrees within a decimetre) ellipsoid, in degrees.
public struct GeodeticPosition: Hashable, Sendable, BitwiseCopyable {
  /// Degrees north, -90...90.
  public var latitude: Double
  /// Degrees east, -180...180.
  public var longitude: Double

  /// Makes a position from degrees north and degrees east.
  @inlinable public init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }
}

/// A point in metres east and north of the origin of a ``LocalFrame``.
public struct LocalPoint: Hashable, Sendable, BitwiseCopyable {
  /// Metres east of the origin.
  public var east: Double
  /// Metres north of the origin.
  public var north: Double

  /// Makes a point from metres east and north.
  @inlinable public init(east: Double, north: Double) {
    self.east = east
    self.north = north
  }

  /// The point moved by a vector.
  @inlinable public static func + (point: LocalPoint, vector: LocalVector) -> LocalPoint {
    LocalPoint(east: point.east + vector.east, north: point.north + vector.north)
  }

  /// The vector that leads from `right` to `left`.
  @inlinable public static func - (left: LocalPoint, right: LocalPoint) -> LocalVector {
    LocalVector(east: left.east - right.east, north: left.north - right.north)
  }

  /// The distance to another point in metres.
  @inlinable public func distance(to other: LocalPoint) -> Double { (self - other).length }
}

/// A vector in the local frame: metres, or metres per second where it stands for a velocity.
public struct LocalVector: Hashable, Sendable, BitwiseCopyable {
  /// The component to the east.
  public var east: Double
  /// The component to the north.
  public var north: Double

  /// The vector of length zero.
  public static let zero = LocalVector(east: 0, north: 0)

  /// Makes a vector from its components.
  @inlinable public init(east: Double, north: Double) {
    self.east = east
    self.north = north
  }

  /// The Euclidean length.
  @inlinable public var length: Double { squaredLength.squareRoot() }

  /// The square of the Euclidean length.
  @inlinable public var squaredLength: Double { east * east + north * north }

  /// The scalar product.
  @inlinable public func dot(_ other: LocalVector) -> Double { east * other.east + north * other.north }

  /// The third component of the vector product: positive when `other` lies to the left.
  @inlinable public func cross(_ other: LocalVector) -> Double { east * other.north - north * other.east }

  /// The sum of two vectors.
  @inlinable public static func + (left: LocalVector, right: LocalVector) -> LocalVector {
    LocalVector(east: left.east + right.east, north: left.north + right.north)
  }

  /// The difference of two vectors.
  @inlinable public static func - (left: LocalVector, right: LocalVector) -> LocalVector {
    LocalVector(east: left.east - right.east, north: left.north - right.north)
  }

  /// The vector scaled by a factor.
  @inlinable public static func * (vector: LocalVector, factor: Double) -> LocalVector {
    LocalVector(east: vector.east * factor, north: vector.north * factor)
  }
}

/// A flat frame in metres that touches the ellipsoid at its origin, x to the east and y to the north.
///
/// A scene spans some kilometres. With the radii of curvature of the origin and the term of second order for the
/// convergence of the meridians, the error of a distance stays below 5 cm within 5 km of the origin and below 65
/// degrees of latitude. Input outside ``reach`` belongs to another frame.
public struct LocalFrame: Hashable, Sendable, BitwiseCopyable {
  /// The point of the ellipsoid that has the coordinates (0, 0).
  public let origin: GeodeticPosition
  /// Metres to a degree of latitude at the origin.
  @usableFromInline let metersPerDegreeNorth: Double
  /// Metres to a degree of longitude at the origin.
  @usableFromInline let metersPerDegreeEast: Double
  /// The relative change of ``metersPerDegreeEast`` with each degree of latitude.
  @usableFromInline let convergencePerDegree: Double

  /// How far from the origin, in metres, the frame is meant to be used.
  public static let reach = 20_000.0

  /// Makes the frame that touches the ellipsoid at `origin`.
  public init(origin: GeodeticPosition) {
    let semiMajorAxis = 6_378_137.0
    let squaredEccentricity = 6.694379990141317e-3
    let radiansPerDegree = Double.pi / 180
    let latitude = origin.latitude * radiansPerDegree
    let sine = Trigonometry.sin(latitude)
    let cosine = Trigonometry.cos(latitude)
    let flattening = 1 - squaredEccentricity * sine * sine
    let normalRadius = semiMajorAxis / flattening.squareRoot()
    let meridianRadius = normalRadius * (1 - squaredEccentricity) / flattening
    self.origin = origin
    metersPerDegreeNorth = meridianRadius * radiansPerDegree
    metersPerDegreeEast = normalRadius * cosine * radiansPerDegree
    convergencePerDegree = cosine == 0 ? 0 : -(sine / cosine) * (meridianRadius / normalRadius) * radiansPerDegree
  }

  /// The local coordinates of a geodetic position.
  @inlinable public func point(of position: GeodeticPosition) -> LocalPoint {
    let degreesNorth = position.latitude - origin.latitude
    let degreesEast = position.longitude - origin.longitude
    return LocalPoint(
      east: degreesEast * metersPerDegreeEast * (1 + convergencePerDegree * degreesNorth),
      north: degreesNorth * metersPerDegreeNorth)
  }

  /// The geodetic position of a point of the frame.
  @inlinable public func position(of point: LocalPoint) -> GeodeticPosition {
    let degreesNorth = point.north / metersPerDegreeNorth
    let scale = metersPerDegreeEast * (1 + convergencePerDegree * degreesNorth)
    return GeodeticPosition(
      latitude: origin.latitude + degreesNorth, longitude: origin.longitude + point.east / scale)
  }
}
