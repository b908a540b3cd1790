import Explanation
import Interpretation
import SchemaModel
import Testing

@Suite("messages as trees")
struct ValueTreeTests {
  private func tree(_ hex: String, _ dialect: MessageDialect) throws -> [String] {
    let octets = try #require([UInt8](hex: hex))
    let reading = try Reading(octets, as: dialect)
    return ValueTree(ValueExplanation(schema: dialect.schema)).lines(of: reading.value, as: reading.type)
  }

  @Test("a platoon leader's message, field by field")
  func platoon() throws {
    let lines = try tree(
      "802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6", .ydt3709_2020)
    #expect(lines.first == "msgFrameExt")
    #expect(lines.contains { $0.hasPrefix("  messageId") && $0.hasSuffix("CLPMM (16)") })
    #expect(lines.contains { $0.contains("\"23330003\" (3233333330303033)") })
    #expect(lines.contains { $0.contains("capacity") && $0.hasSuffix("10") })
    #expect(lines.contains { $0.contains("leader (0)") })
    #expect(lines.contains { $0.contains("openToJoin") && $0.hasSuffix("yes") })
  }

  @Test("a telephone number is text and no list of places in an alphabet")
  func telephone() throws {
    let lines = try tree(
      "0201ffffffffefffffffffffffffffffffffffffffffffff5a4e900eb49d200fffffff08eddd0ffea301387ffbeffff7fff87fffffffff8e71ff"
        + "fdffffffffff8e71fffddfffffdc23f88006fff1e3fdf877efdfd3ffffffffffffbd047fff3fffc0d693a403ad274803ffffffc23b7743ffff"
        + "ffffff8e7187fffffffffffaffbfffde7387f07a0a0161fec836afa083ea0ff0", .etsiITS)
    #expect(lines.contains { $0.contains("phoneNumber") && $0.hasSuffix("\"9\"") })
  }

  @Test("a choice's alternative stands behind its name, lists have numbers, siblings are aligned")
  func layout() throws {
    let schema = try Schema(
      text: """
        Number INT 0 9 # count
        Pair SEQ long-name:0 x:0 |
        Which CHOICE a:0 b:1 |
        Whole SEQ n:0 which:2 other:2 list:4 |
        List LIST 0 9 1
        """)
    let pair = SchemaValue.sequence([.init("long-name", .integer(1)), .init("x", .integer(2))])
    let value = SchemaValue.sequence([
      .init("n", .integer(5)), .init("which", .choice(.init("a", .integer(3)))),
      .init("other", .choice(.init("b", pair))),
      .init("list", .list([pair])),
    ])
    #expect(
      ValueTree(ValueExplanation(schema: schema)).lines(of: value, as: 3) == [
        "n      5", "which  a 3", "other  b", "  long-name  1", "  x          2", "list", "  [0]", "    long-name  1",
        "    x          2",
      ])
  }
}
