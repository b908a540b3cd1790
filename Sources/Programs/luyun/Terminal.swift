import Foundation
import Glibc
import Synchronization

/// What the user sees on the terminal.
enum Terminal {
  /// Whether standard error is a terminal, so that a line may be drawn over.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Prints a line of the result.
  static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  /// Prints a line for the user, not part of the result.
  static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  /// Draws a line over the last one, on a terminal; elsewhere nothing.
  static func status(_ line: String) {
    guard isInteractive else { return }
    FileHandle.standardError.write(Data("\r\u{1b}[2K\(line)".utf8))
  }

  /// Ends a status line.
  static func endStatus() { if isInteractive { FileHandle.standardError.write(Data("\n".utf8)) } }

  /// A bar of 30 places for 0...1.
  static func bar(_ share: Double) -> String {
    let full = Int((min(max(share, 0), 1) * 30).rounded())
    return String(repeating: "\u{2588}", count: full) + String(repeating: "\u{2591}", count: 30 - full)
  }
}

/// Whether somebody asked the program to stop, by Ctrl-C or a signal.
enum StopRequest {
  private static let flag = Atomic<Bool>(false)

  /// Listens for SIGINT and SIGTERM. A second one ends the program at once.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
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
