import CFuzzer
import Glibc

/// What the inputs go to: a function of C cannot be given it.
///
/// Written once before libFuzzer begins and then only read by the one thread that brings the inputs.
private nonisolated(unsafe) var subject: (([UInt8]) -> String?)?

/// `luyun-fuzz --target=NAME`, followed by the arguments of libFuzzer, which leaves out what begins with two hyphens.
@main
struct FuzzCommand {
  static func main() {
    let name = CommandLine.arguments.first { $0.hasPrefix("--target=") }?.dropFirst("--target=".count)
    guard let name, let target = FuzzTarget(rawValue: String(name)) else {
      stop("--target= is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    subject = target.subject()
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { octets, count in
        if let fault = subject?(Array(UnsafeBufferPointer(start: octets, count: count))) { stop(fault) }
        return 0
      })
  }
}

/// Ends the run as a crash does, so that the input is kept.
private func stop(_ text: String) -> Never {
  let line = Array((text + "\n").utf8)
  _ = write(STDERR_FILENO, line, line.count)
  abort()
}
