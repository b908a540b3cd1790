/// The envelope in which products hand messages from a roadside unit to a centre: the unit's identity in eight octets,
/// milliseconds since 1970 in eight, the low one first, a count of messages, and each of them behind a length of two
/// octets, the low one first. No public standard has it, several products do.
public struct UnitEnvelope: Equatable, Sendable {
  /// The identity of the unit as a number: its first octet is the highest.
  public var unit: UInt64
  /// When the unit sent it, in milliseconds since 1970 by its own clock. All ones where it has none.
  public var milliseconds: UInt64
  /// How many messages there are, 1...255.
  public var count: Int
  /// Octets behind the last message.
  public var trailing: Int

  /// The octets before the first message.
  public static let header = 17

  /// Reads an envelope and the lengths of all its messages.
  ///
  /// Throws ``FramingError`` where the octets are none.
  public init(_ octets: Span<UInt8>) throws(FramingError) {
    guard octets.count >= 8 else { throw FramingError(.endsWithin(.unit), at: octets.count) }
    guard octets.count >= 16 else { throw FramingError(.endsWithin(.time), at: octets.count) }
    guard octets.count >= UnitEnvelope.header else { throw FramingError(.endsWithin(.count), at: octets.count) }
    unit = 0
    milliseconds = 0
    for place in 0..<8 {
      unit = unit << 8 | UInt64(octets[place])
      milliseconds |= UInt64(octets[8 + place]) << UInt64(8 * place)
    }
    count = Int(octets[16])
    guard count > 0 else { throw FramingError(.empty(.count), at: 16) }
    var place = UnitEnvelope.header
    for number in 1...count {
      guard place + 2 <= octets.count else { throw FramingError(.endsWithin(.length), at: octets.count) }
      let length = Int(octets[place]) | Int(octets[place + 1]) << 8
      guard length > 0 else { throw FramingError(.emptyMessage(number: number), at: place) }
      guard place + 2 + length <= octets.count else {
        throw FramingError(.tooLong(stated: length, present: octets.count - place - 2), at: place)
      }
      place += 2 + length
    }
    trailing = octets.count - place
  }

  /// The place of the message whose length stands at `place`, and moves the place behind it. For an envelope that was
  /// read from these octets, `count` times from ``header`` on.
  public static func nextMessage(in octets: Span<UInt8>, at place: inout Int) -> Range<Int> {
    let length = Int(octets[place]) | Int(octets[place + 1]) << 8
    let range = place + 2..<place + 2 + length
    place = range.upperBound
    return range
  }

  /// The octets of an envelope; nil where there are no messages, more than 255, or one that is empty or above 65535
  /// octets.
  public static func octets(unit: UInt64, milliseconds: UInt64, messages: [[UInt8]]) -> [UInt8]? {
    guard (1...255).contains(messages.count), messages.allSatisfy({ (1...0xffff).contains($0.count) }) else {
      return nil
    }
    var octets: [UInt8] = []
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      octets.append(UInt8(truncatingIfNeeded: unit >> shift))
    }
    for shift in stride(from: UInt64(0), through: 56, by: 8) {
      octets.append(UInt8(truncatingIfNeeded: milliseconds >> shift))
    }
    octets.append(UInt8(messages.count))
    for message in messages {
      octets += [UInt8(truncatingIfNeeded: message.count), UInt8(message.count >> 8)]
      octets += message
    }
    return octets
  }
}
