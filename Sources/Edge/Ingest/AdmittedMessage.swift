import Kernel
public import MessagesCSAE
public import MessagesETSI
public import MessagesSAE
public import RoadModel

/// A decoded message in the words of its dialect; it stands in its decoder's memory.
@frozen public enum DecodedMessage: BitwiseCopyable {
  /// A frame of T/CSAE 53, YD/T 3709 or T/CSAE 157.
  case csae(UnsafePointer<MessageFrame>)
  /// A frame of SAE J2735.
  case sae(UnsafePointer<SAEMessageFrame>)
  /// A message of ETSI.
  case etsi(UnsafePointer<ETSIMessage>)
}

/// A message that was admitted so far; it is valid until the next one.
public struct AdmittedMessage {
  /// The message.
  public var message: DecodedMessage
  /// Who sent it.
  public var unit: UnitIndex
  /// What it is for.
  public var kind: MessageKind
  /// The message's octets, without what they stood in, and the way they came.
  public var datagram: Datagram
}
