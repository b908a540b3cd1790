import Glibc
import Synchronization

/// What the user sees on the terminal.
enum Terminal {
  /// Whether standard error is a terminal, so that a line may be drawn over.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Prints a line of the result.
  static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Prints a line for the user, not part of the result.
  static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// Draws a line over the last one, on a terminal; elsewhere nothing.
  static func status(_ line: String) {
    guard isInteractive else { return }
    write("\r\u{1b}[2K\(line)", to: STDERR_FILENO)
  }

  /// Ends a status line.
  static func endStatus() { if isInteractive { write("\n", to: STDERR_FILENO) } }

  /// Writes text; where nobody takes it any more, it is lost, and the program goes on.
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// A bar of 30 places for 0...1.
  static func bar(_ share: Double) -> String {
    let full = Int((min(max(share, 0), 1) * 30).rounded())
    return String(repeating: "\u{2588}", count: full) + String(repeating: "\u{2591}", count: 30 - full)
  }
}

/// Whether somebody asked the program to stop, by Ctrl-C or a signal.
enum StopRequest {
  private static let flag = Atomic<Bool>(false)

  /// Listens for SIGINT, SIGTERM and SIGHUP; a pipe that nobody reads is no reason to end. A second one ends the program at once.
  static func listen() {
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { number in
        if StopRequest.flag.exchange(true, ordering: .sequentiallyConsistent) { _exit(128 + number) }
      }
    }
  }

  /// Asks from inside.
  static func ask() { flag.store(true, ordering: .releasing) }

  /// Whether it was asked.
  static var isAsked: Bool { flag.load(ordering: .acquiring) }
}
