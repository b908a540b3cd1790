public import MessagesCSAE
import MessagesETSI
import MessagesSAE
public import PackedEncoding
public import SchemaModel

/// The messages of one standard, as one of its releases has them.
public enum MessageDialect: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// YD/T 3709-2020 with the additions of T/CSAE 157-2020.
  case ydt3709_2020
  /// T/CSAE 53-2020.
  case csae53_2020
  /// SAE J2735 with J3224.
  case saeJ2735
  /// CAM, DENM, SPATEM, MAPEM, VAM and CPM of ETSI.
  case etsiITS

  /// The name in commands, configuration and reports.
  public var name: String {
    switch self {
    case .ydt3709_2020: Dialect.ydt3709_2020.name
    case .csae53_2020: Dialect.csae53_2020.name
    case .saeJ2735: "sae-j2735"
    case .etsiITS: "etsi-its"
    }
  }

  /// The dialect of a name; nil where there is none.
  public init?(name: String) {
    guard let dialect = MessageDialect.allCases.first(where: { $0.name == name }) else { return nil }
    self = dialect
  }

  /// The dialect as the messages of China's standards know it; nil for the others.
  public var chinese: Dialect? {
    switch self {
    case .ydt3709_2020: .ydt3709_2020
    case .csae53_2020: .csae53_2020
    case .saeJ2735, .etsiITS: nil
    }
  }

  /// The types of its messages.
  public var schema: Schema {
    switch self {
    case .ydt3709_2020: MessageSchema.schema(of: .ydt3709_2020).schema
    case .csae53_2020: MessageSchema.schema(of: .csae53_2020).schema
    case .saeJ2735: SAEMessageSchema.schema
    case .etsiITS: ETSIMessageSchema.schema
    }
  }

  /// The place of the type of a whole message: one for all, but for ETSI the one that the message's header tells. Nil for
  /// a header that tells none.
  public func root(protocolVersion: UInt8, messageID: UInt8) -> Int? {
    switch self {
    case .ydt3709_2020: return MessageSchema.schema(of: .ydt3709_2020).root
    case .csae53_2020: return MessageSchema.schema(of: .csae53_2020).root
    case .saeJ2735: return SAEMessageSchema.root
    case .etsiITS:
      let kind = ETSIMessageKind(protocolVersion: protocolVersion, messageID: messageID)
      return kind.map { ETSIMessageSchema.root(of: $0) }
    }
  }

  /// The place of the type of a message in its octets.
  public func root(of octets: some Collection<UInt8>) -> Int? {
    let header = Array(octets.prefix(2))
    return header.count == 2
      ? root(protocolVersion: header[0], messageID: header[1]) : root(protocolVersion: 0, messageID: 0)
  }

  /// Whether octets begin as a message of the dialect names itself: by version and number (ETSI), by a number and a
  /// length that reaches to their end or beyond (SAE). Messages of China's standards do not.
  func isNamed(in octets: [UInt8]) -> Bool {
    guard octets.count > 2 else { return false }
    switch self {
    case .ydt3709_2020, .csae53_2020: return false
    case .etsiITS: return root(of: octets) != nil
    case .saeJ2735:
      let number = Int64(octets[0]) << 8 | Int64(octets[1])
      let isKnown = schema.parts(of: SAEMessageSchema.root).contains { field in
        guard case .openType(_, let alternatives) = schema.types[field.type].kind else { return false }
        return alternatives.contains { $0.id == number }
      }
      return isKnown && announced(in: octets).map { $0.stated >= $0.present } ?? false
    }
  }

  /// How many octets a message says itself to follow its length, and how many do: the messages of SAE, and those of
  /// China's Day II, whose frame begins with the octet 0x80. Nil for the others, and for a
  /// length in fragments.
  func announced(in octets: [UInt8]) -> (stated: Int, present: Int)? {
    let place: Int
    switch self {
    case .ydt3709_2020, .csae53_2020: place = octets.first == 0x80 ? 1 : .max
    case .saeJ2735: place = 2
    case .etsiITS: place = .max
    }
    guard place < octets.count else { return nil }
    let first = octets[place]
    if first < 128 { return (Int(first), octets.count - place - 1) }
    guard first < 192, place + 1 < octets.count else { return nil }
    return (Int(first & 0x3f) << 8 | Int(octets[place + 1]), octets.count - place - 2)
  }

  /// Decodes a message carefully.
  ///
  /// Throws ``MessageDecodingError``. Octets behind the message are left alone.
  public func decode(_ octets: [UInt8]) throws(MessageDecodingError) -> SchemaDecoder.Result {
    switch self {
    case .ydt3709_2020: try MessageSchema.decode(octets, as: .ydt3709_2020)
    case .csae53_2020: try MessageSchema.decode(octets, as: .csae53_2020)
    case .saeJ2735: try SAEMessageSchema.decode(octets)
    case .etsiITS: try ETSIMessageSchema.decode(octets)
    }
  }

  /// Encodes a message carefully.
  ///
  /// Throws ``MessageEncodingError`` with the way to the first field that does not fit.
  public func encode(_ value: SchemaValue) throws(MessageEncodingError) -> [UInt8] {
    switch self {
    case .ydt3709_2020: try MessageSchema.encode(value, as: .ydt3709_2020)
    case .csae53_2020: try MessageSchema.encode(value, as: .csae53_2020)
    case .saeJ2735: try SAEMessageSchema.encode(value)
    case .etsiITS: try ETSIMessageSchema.encode(value)
    }
  }
}
