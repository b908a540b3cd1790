import Interpretation
import SchemaModel
import Testing

@Suite("messages in texts")
struct MessageTextTests {
  private static let octets = InterpretationTests.field
  private static let digits = InterpretationTests.field.hex

  private func lines(_ text: String) -> [Int] { MessageText(text).entries.map(\.line) }
  private func octets(_ text: String) -> [[UInt8]?] { MessageText(text).entries.map(\.octets) }

  @Test("lines of any system are as many messages", arguments: ["\n", "\r\n"])
  func ends(end: String) {
    let forms = [
      MessageTextTests.digits, "{\"hex\": \"\(MessageTextTests.digits)\"}", OctetText.base64(MessageTextTests.octets),
    ]
    for form in forms {
      for text in [[form, form, form].joined(separator: end), [form, form, "", form, ""].joined(separator: end)] {
        #expect(octets(text) == [MessageTextTests.octets, MessageTextTests.octets, MessageTextTests.octets])
      }
    }
    #expect(lines([forms[0], "", forms[1], forms[2]].joined(separator: end)) == [1, 3, 4])
  }

  @Test("a byte order mark belongs to no message")
  func mark() {
    #expect(octets("\u{feff}" + MessageTextTests.digits) == [MessageTextTests.octets])
    #expect(octets("\u{feff}{\"hex\": \"\(MessageTextTests.digits)\"}\r\n") == [MessageTextTests.octets])
    #expect(TextLines.unmarked("\u{feff}{}") == "{}")
  }

  @Test("a broken line between good ones has its number and its reason")
  func broken() {
    let text = [MessageTextTests.digits, "words, and more", MessageTextTests.digits].joined(separator: "\r\n")
    let entries = MessageText(text).entries
    #expect(entries.map(\.octets) == [MessageTextTests.octets, nil, MessageTextTests.octets])
    #expect(entries[1].line == 2)
    #expect(entries[1].fault == "neither hexadecimal digits nor base64 nor JSON with hex")
  }

  @Test("an odd number of digits is named as such")
  func odd() {
    let entries = MessageText(String(MessageTextTests.digits.dropLast())).entries
    #expect(entries.map(\.fault) == ["87 hexadecimal digits are an odd number: one is missing or too many"])
    #expect(OctetText.fault(of: "0x80 2") == "3 hexadecimal digits are an odd number: one is missing or too many")
  }

  private static let printed = [
    """
    00000000: 802a 0010 274c 1919 9999 9818 1819 c9f4  .*..'L..........
    00000010: 9919 9999 9818 1819 8000 0000 1000 0000  ................
    00000020: 0c80 0019 1999 9998 1818 19a6            ............
    """,
    """
    00000000  80 2a 00 10 27 4c 19 19  99 99 98 18 18 19 c9 f4  |.*..'L..........|
    00000010  99 19 99 99 98 18 18 19  80 00 00 00 10 00 00 00  |................|
    00000020  0c 80 00 19 19 99 99 98  18 18 19 a6              |............|
    0000002c
    """,
    """
    \t0x0000:  802a 0010 274c 1919 9999 9818 1819 c9f4
    \t0x0010:  9919 9999 9818 1819 8000 0000 1000 0000
    \t0x0020:  0c80 0019 1999 9998 1818 19a6
    """,
    """
    802a0010274c1919999998181819c9f49919999998181819800000001000
    00000c80001919999998181819a6
    """,
    """
    gCoAECdMGRmZmZgYGBnJ9JkZmZmYGBgZ
    gAAAABAAAAAMgAAZGZmZmBgYGaY=
    """,
    """
    80 2a 00 10 27 4c 19 19 99 99 98 18 18 19 c9 f4 99 19 99
    99 98 18 18 19 80 00 00 00 10 00 00 00 0c 80 00 19
    19 99 99 98 18 18 19 a6
    """,
  ]

  @Test("what xxd, hexdump, tcpdump and base64 print of a message is that message", arguments: printed)
  func dump(text: String) {
    #expect(octets(text) == [MessageTextTests.octets])
    #expect(octets(text.split(separator: "\n").joined(separator: "\r\n") + "\r\n") == [MessageTextTests.octets])
  }

  @Test("two dumps are two messages, and repeated rows count")
  func dumps() {
    let text = MessageTextTests.printed[0]
    #expect(octets(text + "\n" + text) == [MessageTextTests.octets, MessageTextTests.octets])
    let zeros = """
      00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
      *
      00000030  01                                                |.|
      00000031
      """
    #expect(octets(zeros) == [[UInt8](repeating: 0, count: 48) + [1]])
  }

  @Test("a dump with a hole in its addresses is no message")
  func hole() {
    let text = MessageTextTests.printed[0].split(separator: "\n")
    #expect(octets([text[0], text[2]].joined(separator: "\n")) == [nil, nil])
  }

  @Test("a long message wrapped at the width of a program is one, even where it cannot be read")
  func wrapped() throws {
    let damaged = [UInt8](repeating: 0x7f, count: 200)
    let base64 = Array(OctetText.base64(damaged))
    let lines = stride(from: 0, to: base64.count, by: 76).map { String(base64[$0..<min($0 + 76, base64.count)]) }
    #expect(octets(lines.joined(separator: "\n")) == [damaged])
    // Messages of different lengths that cannot be read stay apart.
    #expect(
      octets("7f7f7f7f7f\n7f7f7f7f7f7f7f7f7f") == [
        [UInt8](repeating: 0x7f, count: 5), [UInt8](repeating: 0x7f, count: 9),
      ])
  }
}
