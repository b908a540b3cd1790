public import Kernel
public import RoadModel
import SwiftProtobuf
public import TierModel

/// What is wrong with octets that should be a message between tiers.
public enum TierProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
  /// They are no protobuf of this contract.
  case malformed
  /// A field that every message has is not there.
  case missing(String)
  /// A field has a value that it cannot have.
  case outOfRange(String)
  /// The body is of a kind that this version does not know.
  case unknownBody

  public var description: String {
    switch self {
    case .malformed: "the octets are no message between tiers"
    case .missing(let field): "the message has no \(field)"
    case .outOfRange(let field): "the message has an impossible \(field)"
    case .unknownBody: "the message says something that this version does not know"
    }
  }
}

/// Messages between tiers to octets and back: protobuf, as `schema/tier.proto` says it.
///
/// Quantities are rounded to the contract's units, so decoding gives what was sent to half of a unit, and encoding what
/// was decoded gives the same octets.
public enum TierCodec {
  /// The most octets of a message that is looked at.
  public static let largestMessage = 4 << 20

  /// Encodes a message. What is out of the contract's range is brought to its nearest bound, what is not finite to 0.
  public static func encode(_ message: TierMessage, at time: Instant) -> [UInt8] {
    var wire = WireEnvelope()
    wire.time = time.nanoseconds
    wire.body = WireEnvelope.OneOf_Body(message)
    // Only a message over two gigabytes or with unset required fields fails; proto3 has neither here.
    let octets: [UInt8]? = try? wire.serializedBytes()
    return octets ?? []
  }

  /// Decodes a message.
  ///
  /// Throws ``TierProtocolError``; unknown fields of a newer version are left alone.
  public static func decode(
    _ octets: [UInt8]
  ) throws(TierProtocolError) -> (time: Instant, message: TierMessage) {
    guard octets.count <= largestMessage, let wire = try? WireEnvelope(serializedBytes: octets) else {
      throw .malformed
    }
    guard let body = wire.body else { throw .unknownBody }
    let time = Instant(nanoseconds: wire.time)
    return (time, try body.message(at: time))
  }

  /// Encodes the traffic of a stretch alone, as a history keeps it.
  public static func encode(_ traffic: StretchTraffic) -> [UInt8] {
    let octets: [UInt8]? = try? WireStretchTraffic(traffic).serializedBytes()
    return octets ?? []
  }

  /// Decodes the traffic of a stretch.
  ///
  /// Throws ``TierProtocolError``.
  public static func decodeTraffic(_ octets: [UInt8]) throws(TierProtocolError) -> StretchTraffic {
    guard let wire = try? WireStretchTraffic(serializedBytes: octets) else { throw .malformed }
    return try wire.traffic()
  }
}
