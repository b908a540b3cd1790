import Foundation
import Kernel

/// What a server answered.
struct WebAnswer: Sendable {
  var status: Int
  var headers: String
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
  }
}

/// Asks over plain sockets, so that a path reaches the server as it is written here. Each request has a thread of its
/// own, since it blocks.
struct WebClient: Sendable {
  struct Fault: Error {}
  let port: UInt16

  /// A TCP port that was free a moment ago.
  static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = endpoint(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
      return bind(descriptor, base, length) == 0 ? getsockname(descriptor, base, &length) : -1
    }
    guard result == 0 else { throw Fault() }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Asks for a path and reads the whole answer, or until `isEnough` says so.
  func get(_ path: String, isEnough: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }) async throws -> WebAnswer {
    let octets: [UInt8] = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try exchange(path, isEnough) }) }
    }
    guard let end = octets.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Fault() }
    let headers = String(decoding: octets[..<end.lowerBound], as: UTF8.self)
    guard let status = Int(headers.dropFirst(9).prefix(3)) else { throw Fault() }
    let body = Array(octets[end.upperBound...])
    let isChunked = headers.lowercased().contains("transfer-encoding: chunked")
    return WebAnswer(status: status, headers: headers, body: isChunked ? Self.joined(body) : body)
  }

  private static func endpoint(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private func exchange(_ path: String, _ isEnough: ([UInt8]) -> Bool) throws -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = Self.endpoint(port)
    let result = withUnsafeBytes(of: &address) { bytes -> Int32 in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
      return connect(descriptor, base, socklen_t(bytes.count))
    }
    guard result == 0 else { throw Fault() }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8)
    guard write(descriptor, request, request.count) == request.count else { throw Fault() }
    var octets: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while !isEnough(octets) {
      let count = read(descriptor, &room, room.count)
      if count <= 0 { break }
      octets += room[..<count]
    }
    return octets
  }

  /// The content of chunks, the last of which may be cut off.
  private static func joined(_ body: [UInt8]) -> [UInt8] {
    var rest = body[...]
    var content: [UInt8] = []
    while let line = rest.firstRange(of: Array("\r\n".utf8)) {
      let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
      if size == 0 { break }
      content += rest[line.upperBound...].prefix(size)
      rest = rest[line.upperBound...].dropFirst(size + 2)
    }
    return content
  }
}
