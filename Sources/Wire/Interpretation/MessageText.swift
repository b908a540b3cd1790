import SchemaModel

/// The messages in a text that people or programs wrote: one a line, or one as a dump or wrapped over lines.
public struct MessageText: Sendable {
  /// A line, or the first of several that belong together, counted from 1.
  public struct Entry: Sendable {
    /// Where it stands.
    public var line: Int
    /// Its octets; nil for a line that has none.
    public var octets: [UInt8]?
    /// Why a line has none, as a sentence without a point; empty where it has.
    public var fault: String
  }

  /// What there is, in its order.
  public private(set) var entries: [Entry] = []

  /// How many lines are looked at as one message, and how many of them by themselves.
  private static let (longest, looked) = (20_000, 3)

  /// Reads a text. Lines may end with a carriage return too, and the text may begin with a byte order mark.
  ///
  /// A line is hexadecimal digits, base64, or JSON with a member `hex`. Lines with addresses, as xxd and hexdump -C
  /// print them, are one message from the address 0 on. Lines that are no messages of their own, and together are one
  /// or have the width to which programs wrap digits or base64, are one.
  public init(_ text: String) {
    let lines = TextLines(text).filled
    guard !readDumps(lines) else { return }
    if lines.count > 1, let whole = MessageText.wrapped(lines) {
      entries = [Entry(line: lines[0].number, octets: whole, fault: "")]
      return
    }
    entries = lines.map { MessageText.entry($0.text, $0.number) }
  }

  // MARK: Lines

  private static func entry(_ line: Substring, _ number: Int) -> Entry {
    if line.first(where: { !$0.isWhitespace }) == "{" {
      guard let hex = (try? JSONValue(parsing: String(line)))?["hex"]?.text else {
        return Entry(line: number, octets: nil, fault: "the line is no JSON with a member hex")
      }
      return entry(hex.isEmpty ? [] : OctetText.octets(of: hex), of: hex, number)
    }
    return entry(OctetText.octets(of: line), of: line, number)
  }

  private static func entry(_ octets: [UInt8]?, of text: some StringProtocol, _ number: Int) -> Entry {
    Entry(line: number, octets: octets, fault: octets == nil ? OctetText.fault(of: text) : "")
  }

  // MARK: Several lines as one

  /// Reads lines that are dumps and nothing else.
  private mutating func readDumps(_ lines: [TextLines.Line]) -> Bool {
    var dumps: [(line: Int, dump: OctetDump)] = []
    for line in lines {
      if let last = dumps.indices.last, dumps[last].dump.take(line.text) { continue }
      guard let dump = OctetDump(first: line.text) else { return false }
      dumps.append((line.number, dump))
    }
    entries = dumps.map { Entry(line: $0.line, octets: $0.dump.octets, fault: "") }
    return !dumps.isEmpty
  }

  private static func wrapped(_ lines: [TextLines.Line]) -> [UInt8]? {
    guard lines.count <= longest, !lines.contains(where: { $0.text.contains("{") }) else { return nil }
    guard let whole = OctetText.octets(of: lines.map { String($0.text) }.joined(separator: "\n")) else { return nil }
    for line in lines.prefix(looked) {
      if let octets = OctetText.octets(of: line.text), isMessage(octets) { return nil }
    }
    return isMessage(whole) || isWrapped(lines) ? whole : nil
  }

  private static func isMessage(_ octets: [UInt8]) -> Bool {
    switch Interpretation(octets).messages.first {
    case .success(let reading): reading.fit <= .newer && !reading.isUnknown
    case .failure(let rejection): if case .secured = rejection.reason { true } else { false }
    case nil: false
    }
  }

  /// Whether all lines but the last are as long as programs make them: 60 digits (xxd -p), or 64 or 76 characters of
  /// base64.
  private static func isWrapped(_ lines: [TextLines.Line]) -> Bool {
    let widths = lines.map { $0.text.utf8.count }
    guard let first = widths.first, let last = widths.last, [60, 64, 76].contains(first), last <= first else {
      return false
    }
    return widths.dropLast().allSatisfy { $0 == first }
  }
}

/// The lines of a text, whichever system ended them.
public struct TextLines: Sendable {
  /// A line with its number from 1.
  public struct Line: Sendable {
    /// Where it stands.
    public var number: Int
    /// It, without what ended it.
    public var text: Substring
  }

  /// The lines that are not white space alone.
  public let filled: [Line]

  /// Divides a text, without a byte order mark at its beginning.
  public init(_ text: String) {
    var filled: [Line] = []
    // A carriage return and a line feed are one character, and two scalars.
    let scalars = TextLines.unmarked(text).unicodeScalars
    for (index, line) in scalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = Substring(line.last == "\r" ? line.dropLast() : line)
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      filled.append(Line(number: index + 1, text: line))
    }
    self.filled = filled
  }

  /// A text without the byte order mark that some systems put in front.
  public static func unmarked(_ text: String) -> Substring {
    text.unicodeScalars.first == "\u{feff}" ? Substring(text.unicodeScalars.dropFirst()) : text[...]
  }
}
