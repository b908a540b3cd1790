/// The code of GB/T 30699 that a sign's text begins with (T/CSAE 159-2020, RSI). What is known of it is its length;
/// letters, digits, hyphens and spaces are likely, and no text of Chinese characters begins so.
public enum SignCode {
  /// How many octets it has.
  public static let length = 16

  /// Whether octets look like a code, whole or in part.
  public static func isLikely(_ octets: some Sequence<UInt8>) -> Bool {
    octets.allSatisfy { octet in
      switch octet {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: " "):
        true
      default: false
      }
    }
  }
}
