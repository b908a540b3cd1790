public import PackedEncoding
public import SchemaModel

/// One message read as a dialect has it.
public struct Reading: Sendable {
  /// How well octets fit a dialect, the best first.
  public enum Fit: Int, Comparable, Sendable {
    /// All octets are used, fewer than eight zero bits pad the last, and encoding the value gives them again.
    case exact
    /// All octets are used, with parts of a newer schema among them, or the message is of a kind that the schema has
    /// not: a number and a length that agree are weak evidence.
    case newer
    /// It reads without an error, but octets follow, or encoding gives others.
    case loose

    public static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
  }

  /// As which dialect.
  public var dialect: MessageDialect
  /// The message.
  public var value: SchemaValue
  /// The place of its type in the dialect's schema.
  public var type: Int
  /// How well it fits.
  public var fit: Fit
  /// Octets behind the message.
  public var trailing: Int
  /// Whether the message as a whole is of a kind that the schema does not have.
  public var isUnknown: Bool {
    if case .unknown = value { return true }
    if case .unknown = value["msgFrameExt"]?["value"] ?? value["value"] { return true }
    return false
  }

  /// What was there beyond the schema.
  public var notices: [String]

  /// Reads a message.
  ///
  /// Throws ``MessageDecodingError``.
  public init(_ octets: [UInt8], as dialect: MessageDialect) throws(MessageDecodingError) {
    self.dialect = dialect
    let result = try dialect.decode(octets)
    value = result.value
    type = dialect.root(of: octets) ?? 0
    notices = result.notices
    trailing = octets.count - max((result.bits + 7) / 8, 1)
    fit = .loose
    guard trailing == 0 else { return }
    // A message that beyond the schema has parts which were skipped does not encode to the same octets.
    let again = try? dialect.encode(result.value)
    if again == octets { fit = isUnknown ? .newer : .exact } else if !notices.isEmpty { fit = .newer }
  }
}
