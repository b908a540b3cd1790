/// On the hot path: no allocation.
///
/// The exponential and the logarithm to four digits, for weights and costs where more would be pretence: a third of
/// the work of the exact ones. Only IEEE 754 arithmetic in a fixed order, so the same bits everywhere.
enum QuickMath {
  /// The natural logarithm of a positive normal number, within 2e-5.
  @inline(__always) static func log(_ x: Double) -> Double {
    let bits = x.bitPattern
    let exponent = Double(Int(bits >> 52 & 0x7ff) - 1023)
    let mantissa = Double(bitPattern: bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    return exponent * 0.6931471805599453 + 2 * t * (1 + square * (1.0 / 3 + square * (0.2 + square * (1.0 / 7))))
  }

  /// The exponential of a number of at most 700 in magnitude, within a relative 1e-4.
  @inline(__always) static func exp(_ x: Double) -> Double {
    let scaled = x * 1.4426950408889634
    let whole = Int((scaled + 4096.5)) - 4096
    let rest = (scaled - Double(whole)) * 0.6931471805599453
    let part = 1 + rest * (1 + rest * (0.5 + rest * (1.0 / 6 + rest * (1.0 / 24))))
    return part * Double(bitPattern: UInt64(1023 + whole) << 52)
  }
}
