/// Why a datagram goes no further. Every datagram is accepted or has exactly one of these.
public enum DropReason: Int, CaseIterable, Sendable {
  case empty
  case unknownSource
  case rateExceeded
  case tooLarge
  case malformed
  case unsupportedMessage
  case kindNotAllowed
  case unitMismatch
  case timeFarOff
  case positionUnavailable
  case outsideArea
  case kernelQueueFull
  case badFrame
  case unknownApplication
  case secured
  case shed
  case noMessage
  case portMismatch
  case ownMessage

  /// The name in metrics and the API.
  public var name: String { "\(self)" }

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .empty: "The datagram has no octets."
    case .unknownSource: "No registered device sends from this address: add it to the edge's configuration."
    case .rateExceeded: "The device sends more datagrams a second than it is allowed to."
    case .tooLarge: "The datagram is larger than any message."
    case .malformed:
      "The octets are no message of the device's dialect: it may speak another one, or its message is broken."
    case .unsupportedMessage: "The message is well formed, but of a kind that this edge does not use."
    case .kindNotAllowed: "The device is not registered for messages of this kind."
    case .unitMismatch: "The message carries the identity of another unit than the one registered for this address."
    case .timeFarOff: "The message's time differs from the time of its reception by more than two seconds."
    case .positionUnavailable: "The message says that its sender does not know where it is."
    case .outsideArea: "The position lies outside the area of this edge."
    case .badFrame: "The datagram does not stand in the framing that the device is known to use."
    case .unknownApplication:
      "The frame's application identifier is not known: add it to the edge's configuration with what it carries."
    case .secured: "The message is signed (YD/T 3957 or TS 103 097), and signatures cannot be verified yet."
    case .shed: "More came than could be handled, and the message was less urgent or had waited too long."
    case .noMessage: "The packet carries no message: it is a beacon, or asks where a station is."
    case .portMismatch: "The packet's port stands for another message than the one that it carries."
    case .ownMessage: "The message is one that this edge sent: a unit repeats it, and that is no observation."
    case .kernelQueueFull: "The datagram arrived faster than datagrams were read, and the system dropped it."
    }
  }
}
