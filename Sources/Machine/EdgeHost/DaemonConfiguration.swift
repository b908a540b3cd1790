public import EdgeCore
import Ingest
public import Kernel

/// What one edge daemon needs: its core's configuration and where it listens.
public struct DaemonConfiguration: Sendable {
  /// The edge itself.
  public var edge: EdgeConfiguration
  /// Where datagrams come in.
  public var listen: NetworkEndpoint
  /// The receive buffer to ask the kernel for, in octets.
  public var receiveBufferOctets = 8 << 20
  /// Whether to ask for the real-time scheduling class.
  public var wantsRealTime = true

  /// The port where the configuration names none.
  public static let usualPort: UInt16 = 30_000

  /// Makes a configuration.
  public init(edge: EdgeConfiguration, listen: NetworkEndpoint) {
    self.edge = edge
    self.listen = listen
  }
}

/// A configuration that cannot be used, with the place in the file.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// One sentence with file, line and what to change.
  public var description: String

  /// Makes an error.
  public init(_ description: String) { self.description = description }
}
