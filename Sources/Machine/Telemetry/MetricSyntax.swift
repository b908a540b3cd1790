/// Which names the text format allows.
enum MetricName {
  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
  static func isMetric(_ name: String) -> Bool {
    isName(name) { $0 == UInt8(ascii: ":") }
  }

  /// `[a-zA-Z_][a-zA-Z0-9_]*`, two leading underscores reserved.
  static func isLabel(_ name: String) -> Bool { !name.hasPrefix("__") && isName(name) { _ in false } }

  private static func isName(_ name: String, also allowed: (UInt8) -> Bool) -> Bool {
    if name.isEmpty { return false }
    for (index, octet) in name.utf8.enumerated() {
      let isLetter = (97...122).contains(octet) || (65...90).contains(octet) || octet == UInt8(ascii: "_")
      let isDigit = (48...57).contains(octet)
      if !isLetter && !allowed(octet) && !(isDigit && index > 0) { return false }
    }
    return true
  }
}

/// How texts are written.
enum MetricEscape {
  /// A help text: backslash and line feed.
  static func help(_ text: String) -> String { escape(text, quotes: false) }

  /// A label's value: backslash, line feed and quotation mark.
  static func label(_ text: String) -> String { escape(text, quotes: true) }

  private static func escape(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// How numbers are written.
enum MetricNumber {
  /// The shortest text that reads back as the same number; whole numbers without a fraction.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
    return String(value)
  }

  /// Nanoseconds as seconds.
  static func seconds(_ nanoseconds: Int64) -> String { text(Double(nanoseconds) / 1e9) }
}
