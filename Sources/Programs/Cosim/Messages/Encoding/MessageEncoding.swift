import MessagesCSAE
import PackedEncoding
import SchemaModel

extension OutgoingMessage {
  /// The message as a MessageFrame.
  var frame: SchemaValue {
    switch self {
    case .selfReport(let report): .one("bsmFrame", report.value)
    case .perception(let report): .one("rsmFrame", report.value)
    case .roadMap(let report): .one("mapFrame", report.value)
    case .signals(let report): .one("spatFrame", report.value)
    case .announcements(let report): .one("rsiFrame", report.value)
    }
  }

  /// The message as the octets of a MessageFrame of YD/T 3709-2020 (UPER).
  func encoded() throws(CosimError) -> [UInt8] {
    do { return try MessageSchema.encode(frame, as: .ydt3709_2020) } catch {
      throw .message(kind: kind, reason: "\(error)")
    }
  }
}
