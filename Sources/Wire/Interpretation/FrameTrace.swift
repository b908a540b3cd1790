import Framing

/// A frame whose header is plainly there, though the octets are no whole frame of its kind, or one that is signed.
///
/// A message that begins like a header is rare, but there are many of them: where one uses all octets, that is what it
/// is. A reading that leaves many octets over, or that encodes to others, is worth less than a trace.
struct FrameTrace {
  /// What kind of frame.
  let kind: Encapsulation.Kind
  /// Where it does not follow its own header.
  let error: FramingError
  /// Whether that is because it is a signed packet (TS 103 097).
  let isSecured: Bool
  /// Whether the header says so much about itself that only a message that fits well stands against it.
  let isStrong: Bool

  private static let ethernetHeader = 14

  /// Looks for a frame of a kind; nil where octets are a whole one, or begin otherwise.
  init?(_ octets: [UInt8], as kind: Encapsulation.Kind) {
    switch kind {
    case .bare: return nil
    case .ethernet:
      let start = FrameTrace.ethernetHeader
      guard octets.count > start + 1, octets[12] == 0x89, octets[13] == 0x47, octets[start] >> 4 == 1 else {
        return nil
      }
      self.init(kind, octets, isSecured: octets[start] == 0x12, isStrong: true)
    case .geonetworking:
      guard octets.count >= 12, octets[1] == 0 else { return nil }
      if octets[0] == 0x12 {
        // A lifetime, hops that remain, and most often version 3 of the envelope.
        guard octets[2] > 0, (1...10).contains(octets[3]) else { return nil }
        self.init(kind, octets, isSecured: true, isStrong: octets[4] == 3)
      } else {
        let isCommon =
          octets[0] >> 1 == 0x08 && octets[4] & 0x0f == 0 && octets[4] >> 4 <= 3 && octets[11] == 0
          && GeoNetworkingPacket.Transport(rawValue: octets[5]) != nil
        guard isCommon else { return nil }
        self.init(kind, octets, isStrong: true)
      }
    case .dsmp: self.init(dsmp: octets)
    case .envelope: self.init(envelope: octets)
    }
  }

  private init?(_ kind: Encapsulation.Kind, _ octets: [UInt8], isSecured: Bool = false, isStrong: Bool) {
    guard let error = FrameTrace.error(octets, kind) else { return nil }
    self.kind = kind
    self.error = error
    self.isSecured = isSecured
    self.isStrong = isStrong
  }

  /// One that announces more octets than there are, up to twice as many where nobody knows its identifier.
  private init?(dsmp octets: [UInt8]) {
    guard octets.count > 2, octets[1] & 0xef == 0, let error = FrameTrace.error(octets, .dsmp) else { return nil }
    guard case .tooLong(let stated, let present) = error.reason, present > 0, error.offset >= 3 else { return nil }
    // The identifier stands in front of the length, and its own first octet tells where it begins.
    var header = Array(octets[..<(error.offset + 2)])
    header[error.offset] = 0
    header[error.offset + 1] = 1
    guard let frame = try? DSMPFrame((header + [0]).span) else { return nil }
    let isKnown = frame.application.isOfMessages && stated < 1 << 12
    guard isKnown || stated <= 2 * present else { return nil }
    self.init(.dsmp, octets, isStrong: isKnown)
  }

  /// One whose time is none or in the years from 2014 to 2052.
  private init?(envelope octets: [UInt8]) {
    guard octets.count > UnitEnvelope.header, FrameTrace.error(octets, .envelope) != nil else { return nil }
    let time = octets[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard (1_400_000_000_000..<2_600_000_000_000).contains(time) || time == .max else { return nil }
    // Messages have long runs of ones too.
    self.init(.envelope, octets, isStrong: time != .max)
  }

  private static func error(_ octets: [UInt8], _ kind: Encapsulation.Kind) -> FramingError? {
    do throws(FramingError) { _ = try Encapsulation(octets, as: kind) } catch { return error }
    return nil
  }

  /// Whether the trace says more than a bare message that fits loosely and leaves so many of the octets over.
  func outweighs(rest: Int, of count: Int) -> Bool { isStrong || rest * 4 > count }
}
