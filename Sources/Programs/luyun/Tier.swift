import ArgumentParser
import EdgeHost
import Foundation
import Kernel
import LinuxIO

/// `luyun region`.
struct Region: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the region of a configuration alone, with its pages and API.",
    discussion: """
      Example:
        luyun region --config region.yaml
      What it kept is there to be looked at. Edges of other machines cannot reach it yet: tiers talk within one process,
      so that a region which hears its edges is run by `luyun edge` with a 'region' in its configuration.
      """)

  @Option(help: "The configuration, YAML, with a 'region'.") var config: String
  @Option(help: "Stop after so many seconds.") var duration: Double?

  func run() async throws {
    var file = try ConfigurationFiles.read(config)
    guard file.region != nil else { throw CommandFailure(description: "\(config) has no 'region'", code: 2) }
    file.center = nil
    try await TierCommand.run(file, duration: duration)
  }
}

/// `luyun center`.
struct Center: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the center of a configuration alone, with its page and API.",
    discussion: """
      Example:
        luyun center --config center.yaml
      What it kept is there to be looked at. Regions of other machines cannot reach it yet: tiers talk within one
      process, so that a center which hears its region is run by `luyun edge` with both in its configuration.
      """)

  @Option(help: "The configuration, YAML, with a 'center'.") var config: String
  @Option(help: "Stop after so many seconds.") var duration: Double?

  func run() async throws {
    var file = try ConfigurationFiles.read(config)
    guard file.center != nil else { throw CommandFailure(description: "\(config) has no 'center'", code: 2) }
    file.region = nil
    try await TierCommand.run(file, duration: duration)
  }
}

/// What the two have in common.
private enum TierCommand {
  static func run(_ file: ConfigurationFile, duration: Double?) async throws {
    StopRequest.listen()
    let tiers = try RunningTiers(file)
    defer { tiers.stop() }
    Terminal.note("Tiers of other machines cannot reach this process yet; it shows what its database holds.")
    let deadline = duration.map { SystemClock.monotonic() + .seconds($0) }
    try await Serving.serve([], tiers.served([]), at: file.http) {
      while !StopRequest.isAsked {
        if let deadline, SystemClock.monotonic() >= deadline { return }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }
}
