import Glibc
public import Kernel

/// Why a socket could not be opened or used, as a sentence for the operator.
public struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried.
  public enum Operation: String, Hashable, Sendable {
    case open = "open a socket for"
    case configure = "set up the socket for"
    case bind = "listen on"
    case receive = "receive on"
    case send = "send to"
  }

  /// What was tried.
  public let operation: Operation
  /// The local endpoint; for ``Operation/send`` the remote one.
  public let endpoint: NetworkEndpoint
  /// The system's number of the error (errno).
  public let code: Int32

  /// Makes an error.
  public init(operation: Operation, endpoint: NetworkEndpoint, code: Int32) {
    self.operation = operation
    self.endpoint = endpoint
    self.code = code
  }

  public var description: String { "cannot \(operation.rawValue) \(endpoint): \(reason)" }

  private var reason: String {
    switch (code, operation) {
    case (EADDRINUSE, _):
      "another program holds UDP port \(endpoint.port); stop it or choose another port"
    case (EACCES, .bind):
      "ports below 1024 need CAP_NET_BIND_SERVICE; grant it or choose a higher port"
    case (EADDRNOTAVAIL, _):
      "\(endpoint.address) is no address of this machine; use one of its own, or 0.0.0.0 or [::] for all"
    case (EAFNOSUPPORT, _):
      "this machine has no \(endpoint.address.isIPv4 ? "IPv4" : "IPv6, use an IPv4 address such as 0.0.0.0")"
    case (EMFILE, _), (ENFILE, _): "too many files are open; raise LimitNOFILE"
    case (ENETUNREACH, _), (EHOSTUNREACH, _): "there is no route to it; look at the machine's routes"
    case (EMSGSIZE, _): "the datagram is longer than the path or UDP allows; send smaller ones"
    case (EPERM, _), (EACCES, _): "the system forbids it; look at the firewall"
    default: SystemError.text(code)
    }
  }
}

/// The system's own words for its errors.
package enum SystemError {
  package static func text(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
