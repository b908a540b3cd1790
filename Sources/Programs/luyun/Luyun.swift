import ArgumentParser
import EdgeHost
import Glibc

/// The command.
@main
struct Luyun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luyun",
    abstract: "C-V2X vehicle-road coordination: the edge, its tools, and a demonstration.",
    discussion: """
      Examples:
        luyun demo                                two edges on recorded traffic, and the page
        luyun edge --config edge.yaml             the edges of a configuration
        luyun replay corridor.pcapng.gz --to 127.0.0.1:30000
        luyun decode --json 802a0010274c19...     one message as JSON
        luyun doctor --config edge.yaml           what this machine lacks

      Exit codes: 0 done; 1 failed, with one sentence why; 2 the input was read and is not good;
      64 the command line is wrong.
      """,
    version: "0.1.0",
    subcommands: [
      Demo.self, Edge.self, Region.self, Center.self, Replay.self, Record.self, Decode.self, Encode.self, Check.self,
      Send.self,
      Doctor.self,
    ])
}

/// A failure with one sentence, and what the shell is told.
struct CommandFailure: Error, CustomStringConvertible {
  var description: String
  /// 1 where something failed, 2 where the input is not good.
  var code: Int32 = 1
}

extension Luyun {
  /// Runs the command and turns a failure into its sentence and exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Terminal.endStatus()
      Terminal.note("luyun: \(failure.description)")
      Glibc.exit(failure.code)
    } catch let failure as ConfigurationError {
      Terminal.note("luyun: \(failure.description)")
      Glibc.exit(1)
    } catch {
      exit(withError: error)
    }
  }
}
