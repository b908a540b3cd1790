/// The address of a host: IPv6, or IPv4 as the IPv6 address it maps to (`::ffff:a.b.c.d`, RFC 4291, 2.5.5.2), or for
/// what comes without IP the 48 bits of its link layer.
///
/// One host has one value: an IPv4 sender looks the same whether an IPv4 or a dual-stack socket received it, so that
/// an address can stand for an identity. Scopes of link-local addresses are not kept.
public struct NetworkAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The first eight octets, the first octet highest.
  public let high: UInt64
  /// The last eight octets, the first of them highest.
  public let low: UInt64

  /// Makes an address from its sixteen octets as two words, first octet highest.
  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes an IPv4 address from its four octets as a word, first octet highest.
  @inlinable public init(ipv4: UInt32) {
    self.init(high: 0, low: Self.mappedPrefix | UInt64(ipv4))
  }

  /// Makes an IPv4 address from its octets in the order they are written.
  @inlinable public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    self.init(ipv4: UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d))
  }

  /// Makes the address of a station that is known by its link layer alone: 48 bits, first octet highest; higher ones
  /// are not looked at.
  ///
  /// It stands among the multicast addresses of scope 0, which no packet may carry (RFC 4291, 2.7), so that no host of
  /// IP has the same value.
  @inlinable public init(linkLayer: UInt64) {
    self.init(high: Self.linkLayerPrefix, low: linkLayer & 0xffff_ffff_ffff)
  }

  /// The IPv4 address that stands for every local address, `0.0.0.0`.
  public static let anyIPv4 = NetworkAddress(ipv4: 0)
  /// The IPv6 address that stands for every local address, `::`; on a dual-stack socket for those of IPv4 too.
  public static let anyIPv6 = NetworkAddress(high: 0, low: 0)
  /// This machine by IPv4, `127.0.0.1`.
  public static let loopbackIPv4 = NetworkAddress(127, 0, 0, 1)
  /// This machine by IPv6, `::1`.
  public static let loopbackIPv6 = NetworkAddress(high: 0, low: 1)

  @usableFromInline static let mappedPrefix: UInt64 = 0x0000_ffff_0000_0000
  @usableFromInline static let linkLayerPrefix: UInt64 = 0xff00_0000_0000_0000

  /// Whether this is an IPv4 address.
  @inlinable public var isIPv4: Bool { high == 0 && low & 0xffff_ffff_0000_0000 == Self.mappedPrefix }

  /// The four octets of an IPv4 address as a word, first octet highest; nil for IPv6.
  @inlinable public var ipv4: UInt32? { isIPv4 ? UInt32(truncatingIfNeeded: low) : nil }

  /// The 48 bits of a link layer's address, first octet highest; nil for a host of IP.
  @inlinable public var linkLayer: UInt64? { high == Self.linkLayerPrefix && low >> 48 == 0 ? low : nil }

  /// Whether this is `0.0.0.0` or `::`.
  @inlinable public var isAny: Bool { self == .anyIPv4 || self == .anyIPv6 }

  /// One of the sixteen octets, 0 the first.
  @inlinable public func octet(_ index: Int) -> UInt8 {
    let word = index < 8 ? high : low
    return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
  }

  @inlinable public static func < (left: NetworkAddress, right: NetworkAddress) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

/// An address with a port: where a datagram comes from or goes to.
public struct NetworkEndpoint: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The host.
  public var address: NetworkAddress
  /// The port, 0...65535; 0 asks the system for a free one where an endpoint is bound.
  public var port: UInt16

  /// Makes an endpoint.
  @inlinable public init(address: NetworkAddress, port: UInt16) {
    self.address = address
    self.port = port
  }

  @inlinable public static func < (left: NetworkEndpoint, right: NetworkEndpoint) -> Bool {
    left.address != right.address ? left.address < right.address : left.port < right.port
  }
}
