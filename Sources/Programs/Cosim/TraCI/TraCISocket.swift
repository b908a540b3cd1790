import Glibc

/// A TCP connection to SUMO on this machine.
final class TraCISocket: TraCIStream {
  private let descriptor: Int32

  /// Connects to a port of the loopback interface; throws where nobody listens yet.
  init(port: UInt16) throws(TraCIError) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .connection(Self.reason()) }
    var address = Self.loopback(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      let reason = Self.reason()
      Glibc.close(descriptor)
      throw .connection(reason)
    }
    // Each command waits for its answer: without this the kernel would hold small ones back.
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    self.descriptor = descriptor
  }

  deinit { Glibc.close(descriptor) }

  func send(_ bytes: [UInt8]) throws(TraCIError) {
    var sent = 0
    // The array is not empty inside the loop, so that its base address exists; likewise below.
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EINTR { throw .connection(Self.reason()) }
    }
  }

  func receive(_ count: Int) throws(TraCIError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    var received = 0
    while received < bytes.count {
      let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + received, $0.count - received, 0) }
      if count == 0 { throw .connection("SUMO closed it") }
      if count > 0 { received += count } else if errno != EINTR { throw .connection(Self.reason()) }
    }
    return bytes
  }

  /// A port of the loopback interface that was free just now.
  static func freePort() throws(TraCIError) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .connection(reason()) }
    defer { Glibc.close(descriptor) }
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    guard result == 0 else { throw .connection(reason()) }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
