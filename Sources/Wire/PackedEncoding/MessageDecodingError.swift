/// Why octets are not a message of a schema: what is wrong, in which field, at which bit.
public struct MessageDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// The octets end before the message does.
    case truncated
    /// A number outside the range that its type allows.
    case outOfRange(value: Int64, lower: Int64, upper: Int64)
    /// An index that an enumeration or choice without a marker, or its root, does not have.
    case unknownIndex(Int)
    /// A number of elements, octets or bits that the type does not allow.
    case wrongCount(Int)
    /// A length determinant of a form that X.691 does not have, or a fragmented list.
    case malformedLength
    /// An open type that is shorter or longer than the value in it.
    case wrongOpenTypeLength(Int)
    /// A version and a number in a header that together name no message of the schema.
    case unknownMessage(protocolVersion: Int, messageID: Int)
    /// More octets in memory than the decoder has room for.
    case tooLarge
    /// The fast decoder refused it and the careful one did not: a defect of ours, kept visible.
    case disagreement
  }

  /// What is wrong.
  public var reason: Reason
  /// The way to the field from the message's root, such as `safetyExt.pathPrediction.confidence`.
  public var field: String
  /// The bit, counted from 0, at which the field begins.
  public var bit: Int

  /// Makes an error.
  public init(reason: Reason, field: String, bit: Int) {
    self.reason = reason
    self.field = field
    self.bit = bit
  }

  public var description: String { "\(field.isEmpty ? "message" : field) at bit \(bit): \(reasonText)" }

  private var reasonText: String {
    switch reason {
    case .truncated: "the octets end before the message does"
    case .outOfRange(let value, let lower, let upper): "\(value) is outside \(lower)...\(upper)"
    case .unknownIndex(let index): "there is no alternative \(index)"
    case .wrongCount(let count): "\(count) elements are not allowed"
    case .malformedLength: "the length is malformed"
    case .wrongOpenTypeLength(let length): "the value does not take the \(length) octets given for it"
    case .unknownMessage(let version, let number): "no message has protocol version \(version) and number \(number)"
    case .tooLarge: "the message is larger than the room for it"
    case .disagreement: "the fast decoder refuses what the careful one accepts; please report it"
    }
  }
}
