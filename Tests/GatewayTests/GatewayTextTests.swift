import Kernel
import RoadModel
import Testing

@testable import Gateway

@Suite("how the API writes things down")
struct GatewayTextTests {
  @Test("a time is RFC 3339 in UTC with milliseconds")
  func time() {
    #expect(GatewayText.time(Instant(milliseconds: 1_773_793_760_007)) == "2026-03-18T00:29:20.007Z")
    #expect(GatewayText.time(Instant(milliseconds: 1_798_761_599_999)) == "2026-12-31T23:59:59.999Z")
    #expect(GatewayText.time(Instant(milliseconds: 0)) == "1970-01-01T00:00:00.000Z")
  }

  @Test("every millisecond is told as it is", arguments: 0..<1000)
  func milliseconds(part: Int64) {
    let digits = String(part + 1000).dropFirst()
    #expect(GatewayText.time(Instant(milliseconds: 1_773_793_760_000 + part)) == "2026-03-18T00:29:20.\(digits)Z")
  }

  @Test("the status of a controller names its bits, the first one highest")
  func status() {
    #expect(GatewayText.status(0x8000) == ["manualControlIsEnabled"])
    #expect(GatewayText.status(0x0600) == ["fixedTimeOperation", "trafficDependentOperation"])
    #expect(GatewayText.status(0) == [])
  }

  @Test("octets in GB 2312 and GB 18030 become text; what is no character is replaced, and the rest stays")
  func chinese() {
    #expect(ChineseText.text(of: [0xc7, 0xb0, 0xb7, 0xbd]) == "前方")
    #expect(ChineseText.text(of: Array("km 5".utf8) + [0xca, 0xa9, 0xb9, 0xa4]) == "km 5施工")
    #expect(ChineseText.text(of: []) == "")
    let replaced = ChineseText.text(of: [0xff, 0xc7, 0xb0])
    #expect(replaced == "\u{fffd}前")
    #expect(ChineseText.text(of: [0xc7, 0xb0, 0xb7]) == "前\u{fffd}")
    #expect(ChineseText.text(of: [UInt8](repeating: 0xff, count: 500)) == String(repeating: "\u{fffd}", count: 500))
  }

  @Test("whatever the octets are, there is a text", arguments: 0..<300)
  func anyOctets(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let octets = (0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next() | 0x80) }
    #expect(ChineseText.text(of: octets).isEmpty == octets.isEmpty)
  }

  @Test("a number has at most the digits that are asked for")
  func number() {
    #expect(GatewayText.number(1.2345, 2) == 1.23)
    #expect(GatewayText.number(-0.05, 1) == -0.1)
    #expect(GatewayText.hex(0xab) == "00000000000000ab")
  }
}
