/// Transcendental functions that give the same bits on every machine.
///
/// The C library's differ in the last bit between processors with and without fused multiply-add, which would make a
/// replayed recording differ. These use only IEEE 754 addition, multiplication, division and square root in a fixed
/// order. Accuracy, tested against the C library over the ranges given: within 4 units in the last place of the result
/// or 4e-16, whichever is larger.
public enum Trigonometry {
  /// pi/2 in three parts, each with few enough bits that a multiple up to 2^20 of the first two is exact
  /// (Cody and Waite's reduction).
  @usableFromInline static let halfPiHigh = 1.5707963267341256
  @usableFromInline static let halfPiMiddle = 6.0771005063039e-11
  @usableFromInline static let halfPiLow = 2.0222662487959506e-21

  /// The sine of an angle in radians, |x| at most 10^6.
  @inlinable public static func sin(_ x: Double) -> Double {
    let (quadrant, rest) = reduce(x)
    switch quadrant & 3 {
    case 0: return sineKernel(rest)
    case 1: return cosineKernel(rest)
    case 2: return -sineKernel(rest)
    default: return -cosineKernel(rest)
    }
  }

  /// The cosine of an angle in radians, |x| at most 10^6.
  @inlinable public static func cos(_ x: Double) -> Double {
    let (quadrant, rest) = reduce(x)
    switch quadrant & 3 {
    case 0: return cosineKernel(rest)
    case 1: return -sineKernel(rest)
    case 2: return -cosineKernel(rest)
    default: return sineKernel(rest)
    }
  }

  /// The sine and the cosine of an angle in radians, |x| at most 10^6: the same bits as those of ``sin(_:)`` and
  /// ``cos(_:)``.
  @inlinable public static func sinCos(_ x: Double) -> (sine: Double, cosine: Double) {
    let (quadrant, rest) = reduce(x)
    let (sine, cosine) = (sineKernel(rest), cosineKernel(rest))
    switch quadrant & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// The angle of the point (x, y) in radians, -pi...pi; 0 for the origin.
  @inlinable public static func atan2(_ y: Double, _ x: Double) -> Double {
    if x == 0 && y == 0 { return 0 }
    let steep = y.magnitude > x.magnitude
    let ratio = steep ? x.magnitude / y.magnitude : y.magnitude / x.magnitude
    var angle = arctangentKernel(ratio)
    if steep { angle = Double.pi / 2 - angle }
    if x < 0 { angle = Double.pi - angle }
    return y < 0 ? -angle : angle
  }

  /// e to the power of x; 0 below -745, infinity above 709.7.
  @inlinable public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.7 { return .infinity }
    if x < -745 { return 0 }
    let count = (x * 1.4426950408889634).rounded()
    let rest = (x - count * 0.6931471803691238) - count * 1.9082149292705877e-10
    var term = 1.0
    var sum = 1.0
    for divisor in 1...18 {
      term = term * rest / Double(divisor)
      sum = sum + term
    }
    return scaled(sum, by: Int(count))
  }

  /// The natural logarithm; -infinity for 0, not a number below.
  @inlinable public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand = significand * 0.5
      exponent = exponent + 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 31, through: 3, by: -2) { sum = (sum + 1 / Double(odd)) * square }
    return exponent * 0.6931471805599453 + 2 * ratio * (1 + sum)
  }

  /// The whole number of quarter turns nearest to x, and what is left, within pi/4 of 0.
  @inlinable static func reduce(_ x: Double) -> (quadrant: Int, rest: Double) {
    if x.magnitude < 0.78 { return (0, x) }
    // A call of the C library's to round, avoided: processors before SSE 4.1 have no instruction for it.
    let scaled = x * 0.6366197723675814
    let count = Double(Int(scaled + (scaled < 0 ? -0.5 : 0.5)))
    let rest = ((x - count * halfPiHigh) - count * halfPiMiddle) - count * halfPiLow
    return (Int(count), rest)
  }

  /// Taylor's series of the sine within pi/4 of 0.
  @inlinable static func sineKernel(_ x: Double) -> Double {
    let s = x * x
    var sum = 1 / 355_687_428_096_000.0
    sum = sum * s - 1 / 1_307_674_368_000.0
    sum = sum * s + 1 / 6_227_020_800.0
    sum = sum * s - 1 / 39_916_800.0
    sum = sum * s + 1 / 362_880.0
    sum = sum * s - 1 / 5_040.0
    sum = sum * s + 1 / 120.0
    sum = sum * s - 1 / 6.0
    return x + x * s * sum
  }

  /// Taylor's series of the cosine within pi/4 of 0.
  @inlinable static func cosineKernel(_ x: Double) -> Double {
    let s = x * x
    var sum = 1 / 20_922_789_888_000.0
    sum = sum * s - 1 / 87_178_291_200.0
    sum = sum * s + 1 / 479_001_600.0
    sum = sum * s - 1 / 3_628_800.0
    sum = sum * s + 1 / 40_320.0
    sum = sum * s - 1 / 720.0
    sum = sum * s + 1 / 24.0
    return (1 - s * 0.5) + s * s * sum
  }

  /// The arctangent of 0...1: two halvings of the angle, then Gregory's series.
  @inlinable static func arctangentKernel(_ x: Double) -> Double {
    let half = x / (1 + (1 + x * x).squareRoot())
    let quarter = half / (1 + (1 + half * half).squareRoot())
    let square = quarter * quarter
    var sum = 0.0
    for odd in stride(from: 25, through: 3, by: -2) { sum = 1 / Double(odd) - square * sum }
    return 4 * (quarter - quarter * square * sum)
  }

  /// `value` times two to the power of `count`, exact, in steps that do not overflow on the way.
  @inlinable static func scaled(_ value: Double, by count: Int) -> Double {
    let first = count / 2
    return value * Double(sign: .plus, exponent: first, significand: 1)
      * Double(sign: .plus, exponent: count - first, significand: 1)
  }
}
