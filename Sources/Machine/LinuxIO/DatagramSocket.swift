import CLinuxShim
import Glibc
import Kernel

/// The steps that open a receiving socket; closes it again where one fails.
struct DatagramSocket {
  var descriptor: Int32
  var isIPv6: Bool
  var local: NetworkEndpoint
  var grantedBufferOctets: Int
  var signal: WakeSignal

  init(_ configuration: DatagramReceiver.Configuration) throws(SocketError) {
    isIPv6 = !configuration.local.address.isIPv4
    local = configuration.local
    grantedBufferOctets = 0
    do { signal = try WakeSignal() } catch {
      throw SocketError(operation: .open, endpoint: configuration.local, code: EMFILE)
    }
    descriptor = luyun_socket_open(isIPv6)
    if descriptor < 0 { throw SocketError(operation: .open, endpoint: local, code: -descriptor) }
    do throws(SocketError) {
      try configure(configuration)
      try Self.check(luyun_socket_bind(descriptor, isIPv6, configuration.local.shim), .bind, local)
      var endpoint = luyun_endpoint()
      try Self.check(luyun_socket_endpoint(descriptor, &endpoint), .bind, local)
      local = NetworkEndpoint(endpoint)
    } catch {
      FileDescriptor.close(descriptor)
      throw error
    }
  }

  private mutating func configure(_ configuration: DatagramReceiver.Configuration) throws(SocketError) {
    func set(_ level: Int32, _ name: Int32, _ value: Int32) throws(SocketError) {
      try Self.check(luyun_socket_set(descriptor, level, name, value), .configure, configuration.local)
    }
    if isIPv6 { try set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, configuration.dualStack ? 0 : 1) }
    if configuration.sharesAddress { try set(SOL_SOCKET, SO_REUSEADDR, 1) }
    if configuration.sharesPort { try set(SOL_SOCKET, SO_REUSEPORT, 1) }
    try set(SOL_SOCKET, SO_TIMESTAMPNS, 1)
    let wanted = Int32(clamping: configuration.receiveBufferOctets)
    try set(SOL_SOCKET, SO_RCVBUF, wanted)
    grantedBufferOctets = bufferOctets
    // The kernel doubles what it is asked for, up to its limit; with CAP_NET_ADMIN the limit does not bind.
    if grantedBufferOctets / 2 < Int(wanted), luyun_socket_set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, wanted) == 0 {
      grantedBufferOctets = bufferOctets
    }
  }

  private var bufferOctets: Int {
    var octets: Int32 = 0
    return luyun_socket_get(descriptor, SOL_SOCKET, SO_RCVBUF, &octets) == 0 ? Int(octets) : 0
  }

  static func check(
    _ result: Int32, _ operation: SocketError.Operation, _ endpoint: NetworkEndpoint
  ) throws(SocketError) {
    if result < 0 { throw SocketError(operation: operation, endpoint: endpoint, code: -result) }
  }
}
