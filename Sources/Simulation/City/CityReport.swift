/// What a run of the simulation came to.
public struct CityReport: Sendable {
  /// The seed, which gives the same run again.
  public var seed: UInt64
  /// What did not hold, each as a sentence; empty where everything held.
  public var violations: [String] = []
  /// Events whose producers were told that they are stored.
  public var acknowledgedEvents = 0
  /// Events in the center's log.
  public var deliveredEvents = 0
  /// Summaries and digests that the edges numbered.
  public var numberedOthers = 0
  /// Summaries and digests in the center's log.
  public var deliveredOthers = 0
  /// Those that were given up on the way, as the receivers know it.
  public var missingOthers = 0
  /// How often a tier crashed, how many of these while it committed, and of these how often the commit had survived.
  public var crashes = 0
  public var crashesInCommit = 0
  public var survivedCommits = 0
  /// Frames that were sent, lost and repeated.
  public var frames = 0
  public var lostFrames = 0
  public var repeatedFrames = 0
  /// Commits, and those that a full disk refused.
  public var commits = 0
  public var refusedCommits = 0
  /// How many seconds of virtual time it took to become quiet after the last fault.
  public var secondsToQuiet = 0.0
  /// A digest of all that happened: the same for the same seed.
  public var digest: UInt64 = 0
  /// What happened, a line each, where that was asked for.
  public var trace: [String] = []

  /// A report of nothing.
  public init(seed: UInt64) { self.seed = seed }

  /// Adds the counts of another run; of the times to quiet the longest is kept.
  public mutating func add(_ other: CityReport) {
    acknowledgedEvents += other.acknowledgedEvents
    deliveredEvents += other.deliveredEvents
    numberedOthers += other.numberedOthers
    deliveredOthers += other.deliveredOthers
    missingOthers += other.missingOthers
    crashes += other.crashes
    crashesInCommit += other.crashesInCommit
    survivedCommits += other.survivedCommits
    frames += other.frames
    lostFrames += other.lostFrames
    repeatedFrames += other.repeatedFrames
    commits += other.commits
    refusedCommits += other.refusedCommits
    secondsToQuiet = max(secondsToQuiet, other.secondsToQuiet)
  }

  /// Whether everything held.
  public var holds: Bool { violations.isEmpty }
}
