/// Why a text is no network address or endpoint.
public enum NetworkAddressError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Neither four decimal numbers with dots nor an IPv6 address.
  case notAnAddress(String)
  /// An address with a zone (`%eth0`), which is not supported.
  case zoned(String)
  /// No port after the address, or none in 0...65535.
  case notAPort(String)

  public var description: String {
    switch self {
    case .notAnAddress(let text): "\"\(text)\" is neither an IPv4 nor an IPv6 address"
    case .zoned(let text): "\"\(text)\" names a zone; write the address without % and what follows"
    case .notAPort(let text): "\"\(text)\" does not end in a port, as in 10.0.0.1:30000 or [fd00::1]:30000"
    }
  }
}

extension NetworkAddress: LosslessStringConvertible {
  /// The canonical text: dotted decimal for IPv4; lower case, no leading zeros and the first longest run of two or
  /// more zero groups shortened for IPv6 (RFC 5952); six octets with colons for a link layer.
  public var description: String {
    if linkLayer != nil { return (10..<16).map { Self.hexadecimal(octet($0)) }.joined(separator: ":") }
    if isIPv4 { return "\(octet(12)).\(octet(13)).\(octet(14)).\(octet(15))" }
    let groups = (0..<8).map { UInt16(octet(2 * $0)) << 8 | UInt16(octet(2 * $0 + 1)) }
    let gap = Self.longestZeroRun(in: groups)
    func joined(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if gap.count < 2 { return joined(groups[...]) }
    return joined(groups[..<gap.lowerBound]) + "::" + joined(groups[gap.upperBound...])
  }

  private static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > longest.count { longest = start..<index }
      start = index + 1
    }
    return longest
  }

  private static func hexadecimal(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }

  /// Reads the text of an address, that of a link layer too; nil where it is none.
  public init?(_ description: String) {
    if let octets = Self.linkLayer(Array(description.utf8)) {
      self.init(linkLayer: octets)
      return
    }
    do { try self.init(parsing: description) } catch { return nil }
  }

  /// Six times two digits, with colons between them.
  private static func linkLayer(_ text: [UInt8]) -> UInt64? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 6, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(isHexadecimal) }) else { return nil }
    return parts.reduce(0) { $0 << 8 | (UInt64(String(decoding: $1, as: UTF8.self), radix: 16) ?? 0) }
  }

  /// Reads the text of a host's address: strict dotted decimal (no leading zeros), or IPv6 (RFC 4291, 2.2), mixed
  /// notation included.
  public init(parsing text: String) throws(NetworkAddressError) {
    let octets = Array(text.utf8)
    if octets.contains(UInt8(ascii: "%")) { throw .zoned(text) }
    if octets.contains(UInt8(ascii: ":")) {
      guard let address = Self.ipv6(octets[...]) else { throw .notAnAddress(text) }
      self = address
    } else {
      guard let word = Self.ipv4(octets[...]) else { throw .notAnAddress(text) }
      self.init(ipv4: word)
    }
  }

  private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if parts.count != 4 { return nil }
    var word: UInt32 = 0
    for part in parts {
      if part.isEmpty || part.count > 3 || (part.count > 1 && part.first == UInt8(ascii: "0")) { return nil }
      var number: UInt32 = 0
      for digit in part {
        guard (48...57).contains(digit) else { return nil }
        number = number * 10 + UInt32(digit - 48)
      }
      if number > 255 { return nil }
      word = word << 8 | number
    }
    return word
  }

  private static func ipv6(_ text: ArraySlice<UInt8>) -> NetworkAddress? {
    let colon = UInt8(ascii: ":")
    var gap: Int?
    for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon {
      if gap != nil { return nil }
      gap = index
    }
    var groups: [UInt16]
    if let gap {
      // A second gap inside one, ":::", was found above because its two pairs overlap.
      guard let left = Self.groups(text[..<gap], mayEndInDots: false),
        let right = Self.groups(text[(gap + 2)...], mayEndInDots: true)
      else { return nil }
      let missing = 8 - left.count - right.count
      if missing < 1 { return nil }
      groups = left + Array(repeating: 0, count: missing) + right
    } else {
      guard let whole = Self.groups(text, mayEndInDots: true), whole.count == 8 else { return nil }
      groups = whole
    }
    func word(_ part: ArraySlice<UInt16>) -> UInt64 { part.reduce(0) { $0 << 16 | UInt64($1) } }
    return NetworkAddress(high: word(groups[..<4]), low: word(groups[4...]))
  }

  /// The 16-bit groups between colons; a dotted decimal, which only the end of an address may be, counts for two.
  private static func groups(_ text: ArraySlice<UInt8>, mayEndInDots: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if mayEndInDots, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let word = ipv4(part) else { return nil }
        groups += [UInt16(word >> 16), UInt16(word & 0xffff)]
      } else {
        // Only digits: UInt16(_:radix:) would also take a sign.
        guard (1...4).contains(part.count), part.allSatisfy(Self.isHexadecimal) else { return nil }
        guard let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16) else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  private static func isHexadecimal(_ octet: UInt8) -> Bool {
    (48...57).contains(octet) || (65...70).contains(octet) || (97...102).contains(octet)
  }
}

extension NetworkEndpoint: LosslessStringConvertible {
  /// `10.0.0.1:30000`, or `[fd00::1]:30000` (RFC 5952, 6); a link layer has no ports.
  public var description: String {
    if address.linkLayer != nil { return "\(address)" }
    return address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }

  /// Reads the text of an endpoint, that of a link layer too; nil where it is none.
  public init?(_ description: String) {
    if let address = NetworkAddress(description), address.linkLayer != nil {
      self.init(address: address, port: 0)
      return
    }
    do { try self.init(parsing: description) } catch { return nil }
  }

  /// Reads `10.0.0.1:30000` or `[fd00::1]:30000`.
  public init(parsing text: String) throws(NetworkAddressError) {
    guard let colon = text.lastIndex(of: ":") else { throw .notAPort(text) }
    let digits = text[text.index(after: colon)...]
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = UInt16(digits)
    else { throw .notAPort(text) }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = try NetworkAddress(parsing: String(host.dropFirst().dropLast()))
      if !host.contains(":") { throw .notAnAddress(text) }
      self.init(address: address, port: port)
    } else {
      // Without brackets the last group of an IPv6 address would pass for a port.
      if host.contains(":") { throw .notAPort(text) }
      self.init(address: try NetworkAddress(parsing: String(host)), port: port)
    }
  }
}
