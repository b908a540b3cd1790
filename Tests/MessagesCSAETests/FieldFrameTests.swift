import MessagesCSAE
import PackedEncoding
import Testing

@Suite("a frame from the field")
struct FieldFrameTests {
  /// What a platoon's leader sent: member "23330003", room for ten, open to others.
  static let hex = "802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6"

  @Test("is read as what its sender said, and written as the same octets")
  func platoon() throws {
    let octets = stride(from: 0, to: Self.hex.count, by: 2).map { place in
      let start = Self.hex.index(Self.hex.startIndex, offsetBy: place)
      return UInt8(Self.hex[start..<Self.hex.index(start, offsetBy: 2)], radix: 16) ?? 0
    }
    let decoder = MessageDecoder()
    defer { withExtendedLifetime(decoder) {} }
    let frame = try decoder.decode(octets, as: .ydt3709_2020)
    guard case .msgFrameExt(let message) = frame, case .clpmm(let platoon) = message.value.value else {
      Issue.record("it is no CLPMM")
      return
    }
    #expect(platoon.value.role == .leader && platoon.value.leadingExt?.capacity == 10)
    #expect(platoon.value.leadingExt?.openToJoin == true)
    #expect(try MessageEncoder().octets(of: frame, as: .ydt3709_2020) == octets)
  }
}
