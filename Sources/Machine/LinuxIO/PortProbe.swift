import CLinuxShim
import Glibc
public import Kernel

/// Tells whether a UDP port can be bound, and who holds it.
public enum PortProbe {
  /// A program that holds a port.
  public struct Holder: Hashable, Sendable, CustomStringConvertible {
    /// The process.
    public let process: Int
    /// The name of its program, at most 15 octets.
    public let program: String

    public var description: String { "\(program) (process \(process))" }
  }

  /// What was found.
  public enum Finding: Hashable, Sendable {
    /// It can be bound.
    case free
    /// Others hold it; nobody is named where /proc does not tell who.
    case taken(by: [Holder])
    /// It cannot be bound for another reason.
    case unavailable(SocketError)
  }

  /// Tries to bind a UDP endpoint, and lets go of it.
  public static func datagram(_ endpoint: NetworkEndpoint) -> Finding {
    do throws(SocketError) {
      var configuration = DatagramReceiver.Configuration(local: endpoint)
      configuration.receiveBufferOctets = 4096
      _ = try DatagramReceiver(configuration)
      return .free
    } catch {
      if error.code != EADDRINUSE { return .unavailable(error) }
      return .taken(by: holders(ofPort: endpoint.port))
    }
  }

  /// The programs with a UDP socket bound to a port, as far as this process may see them.
  public static func holders(ofPort port: UInt16) -> [Holder] {
    let tables = ["/proc/net/udp", "/proc/net/udp6"].compactMap(ProcFile.text)
    let sockets = Set(tables.flatMap { inodes(ofPort: port, table: $0) }.map { "socket:[\($0)]" })
    if sockets.isEmpty { return [] }
    return ProcFile.names(in: "/proc").compactMap { Int($0) }.sorted().filter { process in
      let folder = "/proc/\(process)/fd"
      return ProcFile.names(in: folder).contains { name in
        ProcFile.link(folder + "/" + name).map(sockets.contains) ?? false
      }
    }.map { process in
      let name = ProcFile.text("/proc/\(process)/comm") ?? "?\n"
      return Holder(process: process, program: String(name.prefix { $0 != "\n" }))
    }
  }

  /// The inodes of the sockets of a port in a table of /proc/net: the second column is the local address in
  /// hexadecimal with the port behind a colon, the tenth the inode.
  package static func inodes(ofPort port: UInt16, table: String) -> [String] {
    table.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: " ")
      guard columns.count > 9, let local = columns[1].split(separator: ":").last else { return nil }
      return UInt16(local, radix: 16) == port ? String(columns[9]) : nil
    }
  }
}
