import Framing
import PackedEncoding
import SchemaModel

/// Why a message was probably refused, in sentences, the likeliest first.
public enum LikelyCause {
  /// The longest header of unknown kind that is looked behind.
  private static let longestHeader = 40

  /// The causes for octets refused as a dialect: another dialect or framing fits, something unknown stands in front,
  /// the end is missing, the message is signed. Empty where none of them shows.
  public static func sentences(for rejection: Interpretation.Rejection, in datagram: [UInt8]) -> [String] {
    switch rejection.reason {
    case .secured: return [secured(rejection.octets)]
    case .empty: return ["there is not one octet"]
    case .framing(let error, let kind):
      let causes = elsewhere(rejection.octets, datagram, than: nil)
      guard causes.isEmpty else { return causes }
      return cut(error, kind, datagram).map { [$0] } ?? front(rejection.octets).map { [$0] } ?? []
    case .undecodable(let error, let dialect):
      let causes = elsewhere(rejection.octets, datagram, than: dialect)
      guard causes.isEmpty else { return causes }
      if let cut = cut(rejection.octets, dialect) ?? front(rejection.octets) { return [cut] }
      return shape(rejection.octets, error, dialect)
    }
  }

  /// What a message that only loosely fits, as octets follow it or others would encode it, is more likely. Empty where
  /// nothing else fits better, or the message fits well.
  public static func doubts(about reading: Reading, _ octets: [UInt8], in datagram: [UInt8]) -> [String] {
    guard reading.fit == .loose else { return [] }
    let causes = elsewhere(octets, datagram, than: reading.dialect)
    return causes.isEmpty ? front(octets).map { [$0] } ?? [] : causes
  }

  private static func secured(_ octets: [UInt8]) -> String {
    Encapsulation.isSecured(octets)
      ? "it is a signed message (YD/T 3957-2021): it must be verified and opened before it is decoded"
      : "it is a signed packet of GeoNetworking (TS 103 097): it must be verified and opened before it is decoded"
  }

  /// Where the octets fit as another dialect, or else in another framing.
  private static func elsewhere(_ octets: [UInt8], _ datagram: [UInt8], than refused: MessageDialect?) -> [String] {
    let causes = others(octets, than: refused)
    return causes.isEmpty ? otherFramings(datagram) : causes
  }

  private static func others(_ octets: [UInt8], than refused: MessageDialect?) -> [String] {
    MessageDialect.allCases.compactMap { dialect in
      guard dialect != refused, let reading = try? Reading(octets, as: dialect), reading.fit <= .newer,
        !reading.isUnknown
      else { return nil }
      return "decodes as \(dialect.name)"
    }
  }

  private static func otherFramings(_ octets: [UInt8]) -> [String] {
    let found = Interpretation(octets)
    guard case .success(let reading) = found.messages.first, reading.fit <= .newer, !reading.isUnknown else {
      if Encapsulation.isSecured(octets) { return ["it begins like a signed message (YD/T 3957-2021)"] }
      return []
    }
    return ["decodes as \(reading.dialect.name) in the framing \(found.encapsulation.text)"]
  }

  /// A message behind octets of unknown kind. Short ones fit by chance.
  private static func front(_ octets: [UInt8]) -> String? {
    guard octets.count > 13 else { return nil }
    for start in 1...min(longestHeader, octets.count - 12) {
      let rest = Array(octets[start...])
      for dialect in MessageDialect.allCases {
        guard let reading = try? Reading(rest, as: dialect), reading.fit == .exact else { continue }
        let header = start == 1 ? "1 octet of an unknown header stands" : "\(start) octets of an unknown header stand"
        return "from octet \(start) on it decodes as \(dialect.name): \(header) in front"
      }
    }
    return nil
  }

  /// A frame that announces more octets than there are.
  private static func cut(_ error: FramingError, _ kind: Encapsulation.Kind, _ octets: [UInt8]) -> String? {
    guard case .tooLong(let stated, let present) = error.reason else { return nil }
    return "the end is missing: the frame (\(kind.name)) announces \(stated) octets and \(present) follow"
  }

  /// A message that announces more octets than there are.
  private static func cut(_ octets: [UInt8], _ dialect: MessageDialect) -> String? {
    guard let (stated, present) = dialect.announced(in: octets), stated > present else { return nil }
    return "octets are missing, most likely at the end: the message announces \(stated) and \(present) follow"
  }

  private static func shape(_ octets: [UInt8], _ error: MessageDecodingError, _ dialect: MessageDialect) -> [String] {
    if error.reason == .truncated {
      guard let missing = missing(octets, dialect) else {
        return ["the end is missing: the octets end in \(error.field)"]
      }
      return ["the end is missing: the message ends at least \(missing) \(missing == 1 ? "bit" : "bits") early"]
    }
    guard dialect.chinese != nil, let first = octets.first else { return [] }
    if first & 0x80 == 0, first >> 4 > 4 {
      return ["octet 0 is \([first].hexText): no MessageFrame begins so (index \(first >> 4) of 0 to 4)"]
    }
    guard first >> 4 == 0 || first >> 4 == 3 else { return [] }
    return ["no dialect fits: perhaps a sender of 2017's dialect, which is not supported, or damaged octets"]
  }

  /// The fewest bits that must follow for the message to end, found with zeros behind it.
  private static func missing(_ octets: [UInt8], _ dialect: MessageDialect) -> Int? {
    let longer = octets + [UInt8](repeating: 0, count: 4096)
    guard let result = try? dialect.decode(longer), result.bits > octets.count * 8 else { return nil }
    return result.bits - octets.count * 8
  }
}

extension [UInt8] {
  /// The octets in hexadecimal with 0x in front.
  fileprivate var hexText: String { "0x" + map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
