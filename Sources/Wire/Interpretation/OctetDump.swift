/// Octets printed for people with their addresses, as xxd, hexdump -C and tcpdump -x print them.
struct OctetDump {
  /// The octets so far.
  private(set) var octets: [UInt8] = []
  /// Whether a line stands for those above it, up to the address of the next.
  private var isRepeating = false

  /// The most octets that repeated lines may make.
  private static let largest = 1 << 20

  /// Makes it of its first line; nil where the line is none, or does not begin at 0.
  init?(first line: Substring) {
    guard take(line), !octets.isEmpty else { return nil }
  }

  /// Takes the next line; false where it does not go on from where the last one ended.
  mutating func take(_ line: Substring) -> Bool {
    let text = OctetDump.trimmed(line)
    if text == "*", octets.count >= 16 {
      isRepeating = true
      return true
    }
    guard let (address, rest) = OctetDump.address(text) else { return false }
    if isRepeating { fill(to: address) }
    guard address == octets.count else { return false }
    guard !rest.isEmpty else { return !octets.isEmpty }
    guard let row = OctetDump.row(rest) else { return false }
    octets += row
    return true
  }

  private mutating func fill(to address: Int) {
    isRepeating = false
    guard address <= OctetDump.largest else { return }
    let row = Array(octets.suffix(16))
    while octets.count + row.count <= address { octets += row }
  }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line.drop { $0 == " " || $0 == "\t" }
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return line
  }

  /// The address at the beginning, four digits or more, and what stands behind it.
  private static func address(_ line: Substring) -> (address: Int, rest: Substring)? {
    let text = line.hasPrefix("0x") ? line.dropFirst(2) : line
    let digits = text.prefix { $0.isASCII && $0.isHexDigit }
    guard (4...12).contains(digits.count), let address = Int(digits, radix: 16) else { return nil }
    let behind = text[digits.endIndex...]
    if behind.isEmpty { return digits.count >= 7 ? (address, behind) : nil }
    // Digits with a colon, or with two spaces and the characters between bars at the end.
    if behind.first == ":" { return (address, behind.dropFirst()) }
    guard behind.hasPrefix("  "), behind.last == "|" else { return nil }
    return (address, behind)
  }

  /// The octets of a line: digits up to the bar or the gap before the characters.
  private static func row(_ text: Substring) -> [UInt8]? {
    var text = text.drop { $0 == " " }
    if let bar = text.firstIndex(of: "|") {
      text = text[..<bar]
    } else if let gap = text.firstRange(of: "  ") {
      text = text[..<gap.lowerBound]
    }
    return OctetText.hexadecimal(text).flatMap { $0.count <= 256 ? $0 : nil }
  }
}
