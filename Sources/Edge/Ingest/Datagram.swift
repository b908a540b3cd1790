public import Kernel

/// A datagram as it came from the socket or a recording.
public struct Datagram {
  /// The octets; at least ``DecodeContext/padding`` readable octets follow them.
  public var octets: UnsafePointer<UInt8>
  /// How many octets belong to the datagram.
  public var count: Int
  /// Who sent it.
  public var source: NetworkAddress
  /// When the kernel received it.
  public var receivedAt: Instant

  /// Makes a datagram.
  @inlinable public init(octets: UnsafePointer<UInt8>, count: Int, source: NetworkAddress, receivedAt: Instant) {
    self.octets = octets
    self.count = count
    self.source = source
    self.receivedAt = receivedAt
  }

  /// The octets.
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: octets, count: count) }

  /// A part of the datagram, as one of its own.
  func slice(_ range: Range<Int>) -> Datagram {
    Datagram(octets: octets + range.lowerBound, count: range.count, source: source, receivedAt: receivedAt)
  }
}
