/// The security envelope of YD/T 3957-2021, as far as it must be known apart from a message.
///
/// This is the place where verification joins in: a payload for which ``isSecured(_:)`` says yes is to be opened before
/// it is decoded. Until a verifier stands here, such a payload is refused by name and never decoded unverified.
public enum SecuredMessage {
  /// Whether octets begin like a signed message in canonical octet encoding: version 3, signedData (81), a hash
  /// algorithm, a payload with data alone (40), of version 3 and not encrypted (80). A MessageFrame that begins so would
  /// be a basic safety message of one identity in sixteen million.
  public static func isSecured(_ octets: Span<UInt8>) -> Bool {
    octets.count > 6 && octets[0] == 3 && octets[1] == 0x81 && octets[2] < 8 && octets[3] == 0x40 && octets[4] == 3
      && octets[5] == 0x80
  }
}
