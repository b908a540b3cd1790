import PackedEncoding

/// The lowest `count` octets of a number, the highest first.
func octets(of word: UInt64, count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * (count - 1 - $0))) }
}

/// The lowest `count` bits of a number as text, the highest first.
func bits(of word: UInt64, count: Int) -> String {
  String(decoding: (0..<count).map { UInt8((word >> UInt64(count - 1 - $0)) & 1) + 48 }, as: UTF8.self)
}

/// A bit string as text.
func bits(of string: ExtensibleBits) -> String {
  String(decoding: (0..<string.count).map { string[$0] ? 49 as UInt8 : 48 }, as: UTF8.self)
}
