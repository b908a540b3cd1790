extension OutgoingMessage {
  /// The message as the octets of a MessageFrame.
  func encoded() throws(CosimError) -> [UInt8] { [] }
}
