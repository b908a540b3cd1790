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
    var refused: MessageDialect?
    var error: MessageDecodingError?
    switch rejection.reason {
    case .secured:
      return ["it is a signed message (YD/T 3957-2021): it must be verified and opened before it is decoded"]
    case .empty: return ["there is not one octet"]
    case .framing: break
    case .undecodable(let problem, let dialect): (error, refused) = (problem, dialect)
    }
    var causes = others(rejection.octets, than: refused)
    if causes.isEmpty { causes = otherFramings(datagram) }
    if causes.isEmpty, let front = front(rejection.octets) { causes.append(front) }
    if let error, let refused, causes.isEmpty { causes = shape(rejection.octets, error, refused) }
    return causes
  }

  /// What a message that only loosely fits, as octets follow it or others would encode it, is more likely. Empty where
  /// nothing else fits better, or the message fits well.
  public static func doubts(about reading: Reading, _ octets: [UInt8], in datagram: [UInt8]) -> [String] {
    guard reading.fit == .loose else { return [] }
    let causes = others(octets, than: reading.dialect) + otherFramings(datagram)
    return causes.isEmpty ? front(octets).map { [$0] } ?? [] : causes
  }

  private static func others(_ octets: [UInt8], than refused: MessageDialect?) -> [String] {
    MessageDialect.allCases.compactMap { dialect in
      guard dialect != refused, let reading = try? Reading(octets, as: dialect), reading.fit <= .newer else {
        return nil
      }
      return "decodes as \(dialect.name)"
    }
  }

  private static func otherFramings(_ octets: [UInt8]) -> [String] {
    let found = Interpretation(octets)
    guard case .success(let reading) = found.messages.first, reading.fit <= .newer else {
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
        return
          "from octet \(start) on it decodes as \(dialect.name): \(start) octets of an unknown header stand in front"
      }
    }
    return nil
  }

  private static func shape(_ octets: [UInt8], _ error: MessageDecodingError, _ dialect: MessageDialect) -> [String] {
    if error.reason == .truncated, let missing = missing(octets, dialect) {
      return ["the end is missing: the message ends at least \(missing) bits early"]
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
