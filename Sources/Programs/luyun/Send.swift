import ArgumentParser
import Foundation
import Interpretation
import Kernel
import LinuxIO
import MessagesCSAE
import PackedEncoding

/// `luyun send`.
struct Send: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send one message to an edge.",
    discussion: """
      Example:
        luyun send --to 127.0.0.1:30000 --from 127.0.0.11 023a...
      The message is checked before it is sent; --unchecked sends any octets.
      """)

  @Argument(help: "The message as hexadecimal digits or base64.") var message: String
  @Option(help: "Where to, HOST:PORT.") var to: String
  @Option(help: "The local address to send from.") var from: String?
  @Option(help: "How often.") var count = 1
  @Option(help: "The time between two, in milliseconds.") var interval = 100
  @Option(help: "The dialect to check by.") var dialect = Dialect.ydt3709_2020.name
  @Flag(help: "Send the octets whatever they are.") var unchecked = false

  func validate() throws {
    guard count >= 1, count <= 1_000_000 else { throw ValidationError("--count is 1...1000000") }
    guard interval >= 0, interval <= 60_000 else { throw ValidationError("--interval is 0...60000") }
  }

  func run() throws {
    guard let octets = OctetText.octets(of: message) else {
      throw CommandFailure(description: "the message is neither hexadecimal digits nor base64", code: 2)
    }
    guard let dialect = Dialect(name: dialect) else { throw ValidationError("there is no dialect '\(dialect)'") }
    if !unchecked {
      do throws(MessageDecodingError) { _ = try MessageSchema.decode(octets, as: dialect) } catch {
        throw CommandFailure(description: "the message is not valid: \(error)", code: 2)
      }
    }
    guard let target = NetworkEndpoint(to) else {
      throw ValidationError("'\(to)' is no HOST:PORT with a numeric address")
    }
    if let from, NetworkAddress(from).map({ $0.isIPv4 != target.address.isIPv4 }) ?? false {
      throw ValidationError("--from and --to are of different IP versions")
    }
    do {
      let local = try from.map { NetworkEndpoint(address: try NetworkAddress(parsing: $0), port: 0) }
      let sender = try DatagramSender(local: local)
      for index in 0..<count {
        _ = octets.withUnsafeBytes { sender.append($0, to: target) }
        sender.flush()
        if index < count - 1 { usleep(UInt32(interval) * 1000) }
      }
      if let first = sender.refused.first { throw CommandFailure(description: "\(first.error)") }
      if sender.shed > 0 { throw CommandFailure(description: "there was no room for \(sender.shed) datagrams") }
      Terminal.note("sent \(sender.sent) datagrams of \(octets.count) octets to \(target)")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(description: "\(error)")
    }
  }
}
