public import PackedEncoding

// Strings that generated types keep as numbers.
extension SchemaValue {
  /// The lowest `count` (0...8) octets of a number, the highest first.
  public static func octets(word: UInt64, count: Int) -> SchemaValue {
    .octets((0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * (count - 1 - $0))) })
  }

  /// Octets as text. Those that are no UTF-8 stay octets, so that a tree has all of a message.
  public static func text(utf8 octets: some Collection<UInt8>) -> SchemaValue {
    String(validating: octets, as: UTF8.self).map { .text($0) } ?? .octets(Array(octets))
  }

  /// The lowest `count` (0...64) bits of a number, the highest first.
  public static func bits(word: UInt64, count: Int) -> SchemaValue {
    .bits(String(decoding: (0..<count).map { UInt8((word >> UInt64(count - 1 - $0)) & 1) + 48 }, as: UTF8.self))
  }

  /// A bit string of extensible size.
  public static func bits(of string: ExtensibleBits) -> SchemaValue {
    .bits(String(decoding: (0..<string.count).map { string[$0] ? 49 as UInt8 : 48 }, as: UTF8.self))
  }
}
