import Glibc
public import Kernel

/// Tells whether a TCP port can be listened at.
public enum StreamPortProbe {
  /// Binds a TCP endpoint and lets go of it. A connection of an earlier program that is still closing does not count.
  public static func isFree(_ endpoint: NetworkEndpoint) -> Bool {
    let isIPv4 = endpoint.address.isIPv4
    let descriptor = socket(isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    return isIPv4 ? bindIPv4(descriptor, endpoint) : bindIPv6(descriptor, endpoint)
  }

  private static func bindIPv4(_ descriptor: Int32, _ endpoint: NetworkEndpoint) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = endpoint.port.bigEndian
    address.sin_addr.s_addr = (endpoint.address.ipv4 ?? 0).bigEndian
    return withUnsafeBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress else { return false }
      return bind(descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
    }
  }

  private static func bindIPv6(_ descriptor: Int32, _ endpoint: NetworkEndpoint) -> Bool {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = endpoint.port.bigEndian
    withUnsafeMutableBytes(of: &address.sin6_addr) { octets in
      for index in 0..<16 { octets[index] = endpoint.address.octet(index) }
    }
    return withUnsafeBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress else { return false }
      return bind(descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
    }
  }
}
