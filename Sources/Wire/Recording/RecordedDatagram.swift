public import Kernel

/// When a recorded datagram was seen, and between whom.
public struct DatagramEnvelope: Hashable, Sendable, BitwiseCopyable {
  /// When the capturing machine saw it.
  public var time: Instant
  /// Whether ``time`` was recorded with this packet. The simple packet blocks of pcapng have no time: theirs is that
  /// of the packet before, or the Unix epoch where there is none.
  public var timeIsRecorded: Bool
  /// Who sent it; of GeoNetworking on a link layer its address there, without a port.
  public var source: NetworkEndpoint
  /// To whom it was sent.
  public var destination: NetworkEndpoint

  /// Makes an envelope.
  public init(time: Instant, source: NetworkEndpoint, destination: NetworkEndpoint, timeIsRecorded: Bool = true) {
    self.time = time
    self.timeIsRecorded = timeIsRecorded
    self.source = source
    self.destination = destination
  }
}

/// A UDP datagram of a recording, or a GeoNetworking packet that stands on the link layer itself.
public struct RecordedDatagram: Hashable, Sendable {
  /// When, from whom and to whom.
  public var envelope: DatagramEnvelope
  /// The octets after the UDP header, 0...65527; of GeoNetworking those from its basic header on.
  public var payload: [UInt8]

  /// Makes a datagram.
  public init(_ envelope: DatagramEnvelope, payload: [UInt8]) {
    self.envelope = envelope
    self.payload = payload
  }

  /// When the capturing machine saw it.
  public var time: Instant { envelope.time }
  /// Who sent it.
  public var source: NetworkEndpoint { envelope.source }
  /// To whom it was sent.
  public var destination: NetworkEndpoint { envelope.destination }
}
