/// How many of a unit a step of a number on the wire is: amounts as texts, exact where the step is a decimal fraction.
public struct UnitScale: Equatable, Sendable {
  /// The step is this many of ``symbol``, divided by ``denominator``.
  public let numerator: Int64
  /// What ``numerator`` is divided by, above 0.
  public let denominator: Int64
  /// What 0 on the wire stands for, in ``symbol``.
  public let origin: Int64
  /// The unit as it is printed, such as `m/s`; empty for a ratio.
  public let symbol: String

  /// The words of notes for units, how they are printed, and how many make one that is.
  private static let symbols: [(word: Substring, symbol: String, divisor: Int64)] = [
    ("m/s", "m/s", 1), ("m/s2", "m/s\u{b2}", 1), ("deg/s", "\u{b0}/s", 1), ("km/h", "km/h", 1), ("deg", "\u{b0}", 1),
    ("m", "m", 1), ("cm", "m", 100), ("ms", "s", 1000), ("s", "s", 1), ("min", "min", 1), ("h", "h", 1), ("%", "%", 1),
    ("g", "g", 1), ("kg", "kg", 1), ("hPa", "hPa", 1), ("degC", "\u{b0}C", 1), ("1/m", "1/m", 1),
    ("g/m2/s", "g/(m\u{b2} s)", 1), ("J/m2", "J/m\u{b2}", 1), ("CNY", "CNY", 1), ("ratio", "", 1),
  ]

  /// Reads `SCALE SYMBOL`, `SCALE SYMBOL from NUMBER`, with other words behind; SCALE is a decimal number, one with an
  /// exponent of ten, or a fraction. Nil for anything else.
  init?(_ text: Substring) {
    let words = text.split(separator: " ")
    guard words.count >= 2, let (numerator, denominator) = UnitScale.fraction(words[0]) else { return nil }
    let word = words[1].last == "," ? words[1].dropLast() : words[1]
    guard let unit = UnitScale.symbols.first(where: { $0.word == word }) else { return nil }
    self.numerator = numerator
    self.denominator = denominator * unit.divisor
    symbol = unit.symbol
    origin = words.count >= 4 && words[2] == "from" ? Int64(words[3]) ?? 0 : 0
  }

  private static func fraction(_ text: Substring) -> (Int64, Int64)? {
    if let slash = text.firstIndex(of: "/") {
      guard let above = Int64(text[..<slash]), let below = Int64(text[text.index(after: slash)...]), below > 0 else {
        return nil
      }
      return (above, below)
    }
    let parts = text.split(separator: "e")
    guard let exponent = parts.count == 2 ? Int(parts[1]) : 0, (-12...0).contains(exponent), let first = parts.first
    else { return nil }
    let point = first.firstIndex(of: ".").map { first.distance(from: $0, to: first.endIndex) - 1 } ?? 0
    guard let digits = Int64(first.filter { $0 != "." }), point - exponent <= 12 else { return nil }
    var below: Int64 = 1
    for _ in 0..<(point - exponent) { below *= 10 }
    return (digits, below)
  }

  /// The amount that a number on the wire is, in ``symbol``.
  public func amount(of value: Int64) -> Double {
    Double(value) * Double(numerator) / Double(denominator) + Double(origin)
  }

  /// The amount as text with its unit: `13.88 m/s`, `90.0°`.
  public func text(of value: Int64) -> String {
    let digits = decimals.map { exact(value, decimals: $0) } ?? rounded(value)
    if symbol.isEmpty { return digits }
    return symbol.hasPrefix("\u{b0}") ? digits + symbol : "\(digits) \(symbol)"
  }

  /// How many decimals an amount has, or nil where the step is no decimal fraction.
  private var decimals: Int? {
    var rest = denominator
    var count = 0
    while rest % 10 == 0 {
      rest /= 10
      count += 1
    }
    return rest == 1 ? count : nil
  }

  private func exact(_ value: Int64, decimals: Int) -> String {
    let amount = Int128(value) * Int128(numerator) + Int128(origin) * Int128(denominator)
    return UnitScale.text(amount, decimals: decimals)
  }

  /// Rounded to hundredths.
  private func rounded(_ value: Int64) -> String {
    let hundredths = (amount(of: value) * 100).rounded()
    return UnitScale.text(Int128(hundredths), decimals: 2)
  }

  /// A number of so many decimals, without zeros at its end but for one.
  static func text(_ amount: Int128, decimals: Int) -> String {
    var digits = String(amount.magnitude)
    guard decimals > 0 else { return (amount < 0 ? "-" : "") + digits }
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    var fraction = digits.suffix(decimals)
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return "\(amount < 0 ? "-" : "")\(digits.dropLast(decimals)).\(fraction)"
  }
}
