/// A frame of the dedicated short message protocol (YD/T 3707-2020, DSMP) behind the type octet of the adaptation layer:
/// type 4; version, option indicator and reserved bits; header extensions where the indicator is set; the application
/// identifier; a length of two octets, the high one first; the payload.
public struct DSMPFrame: Equatable, Sendable {
  /// The type of the adaptation layer that says DSMP.
  public static let type: UInt8 = 4

  /// What the payload is for.
  public var application: ApplicationIdentifier
  /// Where the payload stands among the octets: never empty.
  public var payload: Range<Int>
  /// Where the header extensions stand, behind their count; empty where there are none.
  public var extensions: Range<Int>
  /// Octets behind the payload. They are allowed, and worth telling somebody.
  public var trailing: Int
  /// Whether one of the four reserved bits is set, which a later release may give a meaning.
  public var hasReservedBits: Bool

  /// Where the octets between the type and the application identifier stand: the one with version, indicator and
  /// reserved bits, then the header extensions with their count where there are any.
  public var options: Range<Int> { 1..<extensions.upperBound }

  /// Reads a frame.
  ///
  /// Throws ``FramingError`` where the octets are none.
  public init(_ octets: Span<UInt8>) throws(FramingError) {
    guard octets.count > 0 else { throw FramingError(.endsWithin(.header), at: 0) }
    guard octets[0] == DSMPFrame.type else { throw FramingError(.otherProtocol(octets[0]), at: 0) }
    guard octets.count > 1 else { throw FramingError(.endsWithin(.header), at: 1) }
    guard octets[1] >> 5 == 0 else { throw FramingError(.version(octets[1] >> 5), at: 1) }
    hasReservedBits = octets[1] & 0x0f != 0
    var place = 2
    extensions = octets[1] & 0x10 == 0 ? 2..<2 : try DSMPFrame.skipExtensions(octets, at: &place)
    application = try ApplicationIdentifier.read(octets, at: &place)
    guard place + 2 <= octets.count else { throw FramingError(.endsWithin(.length), at: octets.count) }
    let length = Int(octets[place]) << 8 | Int(octets[place + 1])
    guard length > 0 else { throw FramingError(.empty(.payload), at: place) }
    let start = place + 2
    guard start + length <= octets.count else {
      throw FramingError(.tooLong(stated: length, present: octets.count - start), at: place)
    }
    payload = start..<start + length
    trailing = octets.count - payload.upperBound
  }

  /// Steps over a count and so many elements of an identity, a length and as many octets.
  private static func skipExtensions(_ octets: Span<UInt8>, at place: inout Int) throws(FramingError) -> Range<Int> {
    guard place < octets.count else { throw FramingError(.endsWithin(.extensions), at: place) }
    let count = octets[place]
    place += 1
    let start = place
    for _ in 0..<count {
      guard place + 2 <= octets.count else { throw FramingError(.endsWithin(.extensions), at: octets.count) }
      place += 2 + Int(octets[place + 1])
      guard place <= octets.count else { throw FramingError(.endsWithin(.extensions), at: octets.count) }
    }
    return start..<place
  }

  /// The header extensions of a frame that was read from `octets`: identity and value.
  public func extensionElements(in octets: Span<UInt8>) -> [(identity: UInt8, value: [UInt8])] {
    var elements: [(identity: UInt8, value: [UInt8])] = []
    var place = extensions.lowerBound
    while place < extensions.upperBound {
      let length = Int(octets[place + 1])
      var value: [UInt8] = []
      for offset in 0..<length { value.append(octets[place + 2 + offset]) }
      elements.append((octets[place], value))
      place += 2 + length
    }
    return elements
  }

  /// The octets of a frame without header extensions; nil where the payload is empty or above 65535 octets.
  public static func octets(application: ApplicationIdentifier, payload: [UInt8]) -> [UInt8]? {
    guard !payload.isEmpty, payload.count <= 0xffff else { return nil }
    let length = [UInt8(payload.count >> 8), UInt8(truncatingIfNeeded: payload.count)]
    return [type, 0] + application.octets + length + payload
  }
}
