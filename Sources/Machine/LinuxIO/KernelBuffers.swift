/// The kernel's limits for socket queues (net.core.*), in octets.
public struct KernelBuffers: Hashable, Sendable {
  /// The most that SO_RCVBUF grants (rmem_max).
  public let maximumReceiveOctets: Int
  /// The most that SO_SNDBUF grants (wmem_max).
  public let maximumSendOctets: Int

  /// Reads the limits; nil where /proc does not tell.
  public static func read() -> KernelBuffers? {
    guard let receive = number("rmem_max"), let send = number("wmem_max") else { return nil }
    return KernelBuffers(maximumReceiveOctets: receive, maximumSendOctets: send)
  }

  /// What to change where a receive queue of so many octets is wanted; nil where nothing is.
  public func advice(forReceiveOctets wanted: Int) -> String? {
    if wanted <= maximumReceiveOctets { return nil }
    return "the kernel queues at most \(maximumReceiveOctets) octets a socket: sysctl -w net.core.rmem_max=\(wanted)"
  }

  private static func number(_ name: String) -> Int? {
    guard let text = ProcFile.text("/proc/sys/net/core/" + name) else { return nil }
    return Int(text.prefix(while: \.isNumber))
  }
}
