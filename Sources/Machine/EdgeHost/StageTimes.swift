import Kernel
public import Telemetry

/// Where the time of a datagram goes. The names are those of the API.
public enum Stage: Int, CaseIterable, Sendable {
  /// From the kernel's receive time until it is looked at.
  case receive
  /// Decoding and admission.
  case decode
  /// Into the scene or a board.
  case fuse
  /// Publication: prediction, snapshot, hand-over. Ten times a second.
  case emit
  /// From the kernel's receive time until the scene holds it.
  case total

  /// The name in metrics and the API.
  public var name: String { "\(self)" }
}

/// The rolling histograms of all stages. They belong to the core's thread.
final class StageTimes {
  private let histograms = Stage.allCases.map { _ in RollingLatency(window: .seconds(10)) }

  /// Notes how long a stage took.
  @inline(__always) func record(_ stage: Stage, _ length: Interval) { histograms[stage.rawValue].record(length) }

  /// Ends the window where it is full, and gives a copy of what was measured.
  func report(at monotonic: Instant) -> [StageReport] {
    Stage.allCases.map { stage in
      let histogram = histograms[stage.rawValue]
      histogram.advance(to: monotonic)
      return StageReport(
        stage: stage, recent: histogram.summary(), totalCount: histogram.totalCount,
        totalNanoseconds: histogram.totalNanoseconds)
    }
  }
}

/// What was measured of one stage.
public struct StageReport: Sendable {
  /// Which.
  public var stage: Stage
  /// The last ten to twenty seconds.
  public var recent: LatencySummary
  /// Since the start.
  public var totalCount: UInt64
  /// Since the start.
  public var totalNanoseconds: UInt64
}
