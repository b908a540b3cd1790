/// A number with what it is a number of.
enum Counted {
  /// `1 octet`, `2 octets`; the noun is one that has its plural with s.
  static func text(_ count: some BinaryInteger, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
