import SchemaModel

/// Octets written as text: hexadecimal digits or base64.
public enum OctetText {
  /// The octets of a text; nil where it is neither.
  ///
  /// Hexadecimal digits may have `0x` in front, of all or of each, and spaces, colons, commas, hyphens and lines between
  /// them; base64 (RFC 4648, both alphabets) may have white space in it and its padding left out. What reads as both is
  /// hexadecimal.
  public static func octets(of text: some StringProtocol) -> [UInt8]? { hexadecimal(text) ?? base64(text) }

  /// Why a text that is no octets is none, as a sentence without a point.
  public static func fault(of text: some StringProtocol) -> String {
    let digits = digits(of: text)
    let isDigits =
      !digits.isEmpty && digits.utf8.allSatisfy { ($0 | 0x20 >= 97 && $0 | 0x20 <= 102) || (48...57).contains($0) }
    guard isDigits else { return "neither hexadecimal digits nor base64 nor JSON with hex" }
    return
      "\(digits.utf8.count) hexadecimal \(digits.utf8.count == 1 ? "digit is" : "digits are") an odd number: one is missing or too many"
  }

  /// The octets of hexadecimal digits; nil for anything else.
  public static func hexadecimal(_ text: some StringProtocol) -> [UInt8]? {
    let digits = digits(of: text)
    return digits.isEmpty ? nil : [UInt8](hex: digits)
  }

  /// A text without what people put between digits.
  private static func digits(of text: some StringProtocol) -> String {
    var digits = ""
    for word in text.split(whereSeparator: { $0.isWhitespace || ":,-".contains($0) }) {
      digits += word.hasPrefix("0x") || word.hasPrefix("0X") ? word.dropFirst(2) : word[...]
    }
    return digits
  }

  private static func base64(_ text: some StringProtocol) -> [UInt8]? {
    // Digits that are no octets are a mistake and no base64.
    guard text.contains(where: { !$0.isHexDigit && !$0.isWhitespace }) else { return nil }
    var octets: [UInt8] = []
    var (word, bits, padding): (UInt32, Int, Int) = (0, 0, 0)
    for character in text.utf8 where ![32, 9, 10, 13].contains(character) {
      if character == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let digit = sextet(character) else { return nil }
      word = word << 6 | UInt32(digit)
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      octets.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
    }
    // Six bits that are left over belong to no octet.
    guard bits < 6, padding <= 2, !octets.isEmpty else { return nil }
    // A short word without padding is a word.
    let isPadded = padding > 0 ? (octets.count + padding) % 3 == 0 : octets.count % 3 == 0
    guard isPadded || octets.count >= 9 else { return nil }
    return octets
  }

  private static func sextet(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character + 4
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  /// Octets as base64 with padding (RFC 4648, 4).
  public static func base64(_ octets: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: octets.count, by: 3) {
      let group = octets[start..<min(start + 3, octets.count)]
      var word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      word <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
