/// What a frame's payload is for: the application identifier (AID) of YD/T 3707-2020, which takes one to four octets on
/// the wire (the p-encoding of IEEE 1609.12).
public struct ApplicationIdentifier: RawRepresentable, Hashable, Sendable, Comparable, BitwiseCopyable {
  /// The number, 0...``greatest``.
  public let rawValue: UInt32

  /// The greatest number that four octets carry.
  public static let greatest: UInt32 = 270_549_119

  /// Makes it from its number; nil for one above ``greatest``, which cannot be written.
  public init?(rawValue: UInt32) {
    guard rawValue <= ApplicationIdentifier.greatest else { return nil }
    self.rawValue = rawValue
  }

  /// Whether messages of the standards go under it: BSM (111 to 114), the others of Day I, and those beside them
  /// (3616 to 3626), which the field uses (YD/T 3707-2020 and what was seen).
  public var isOfMessages: Bool { (111...114).contains(rawValue) || (3616...3626).contains(rawValue) }

  private init(read value: UInt32) { rawValue = value }

  public static func < (left: ApplicationIdentifier, right: ApplicationIdentifier) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The first number that takes one octet, two, three and four: each length begins where the one before it ends.
  private static let firsts: InlineArray<4, UInt32> = [0, 0x80, 0x4080, 0x20_4080]

  /// Reads an identifier at a place, and moves the place behind it.
  ///
  /// Throws ``FramingError`` where the octets end within it or its first octet begins none.
  static func read(_ octets: Span<UInt8>, at place: inout Int) throws(FramingError) -> ApplicationIdentifier {
    guard place < octets.count else { throw FramingError(.endsWithin(.identifier), at: place) }
    let first = octets[place]
    let length = (~first).leadingZeroBitCount + 1
    guard length <= 4 else { throw FramingError(.identifier(first), at: place) }
    guard place + length <= octets.count else { throw FramingError(.endsWithin(.identifier), at: octets.count) }
    var value = UInt32(first) & (0xff >> UInt32(length))
    for offset in 1..<length { value = value << 8 | UInt32(octets[place + offset]) }
    place += length
    return ApplicationIdentifier(read: value + firsts[length - 1])
  }

  /// The octets on the wire, one to four.
  public var octets: [UInt8] {
    var length = 1
    for candidate in 2...4 where rawValue >= ApplicationIdentifier.firsts[candidate - 1] { length = candidate }
    var value = rawValue - ApplicationIdentifier.firsts[length - 1]
    var octets = [UInt8](repeating: 0, count: length)
    for place in (0..<length).reversed() {
      octets[place] = UInt8(truncatingIfNeeded: value)
      value >>= 8
    }
    octets[0] |= ~(0xff >> UInt8(length - 1))
    return octets
  }
}
