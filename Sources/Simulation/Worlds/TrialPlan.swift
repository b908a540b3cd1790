import Kernel

/// What a trial consists of: a world, the units that watch it, what goes wrong. A function of its seed, and then open
/// to change.
public struct TrialPlan: Sendable {
  /// The seed of everything that is drawn.
  public var seed: UInt64
  /// Which roads.
  public var kind: WorldKind
  /// About how many road users move.
  public var population: Int
  /// How long it lasts in seconds.
  public var duration: Double
  /// How many units watch, 1...4.
  public var unitCount: Int
  /// What goes wrong.
  public var faults: [Fault]
  /// Whether vehicles speak for themselves.
  public var hasOnBoardUnits = true
  /// Whether the scene is told how far units see. No message tells an edge.
  public var tellsRange = false
  /// What is done wrongly on purpose, for seeing that it is found.
  public var sabotage: TrialSabotage?

  /// Draws a plan; the kind of world too where none is asked for.
  public init(seed: UInt64, kind: WorldKind? = nil) {
    var random = SeededRandom(seed: seed &* 0x2545_f491_4f6c_dd1d &+ 7)
    self.seed = seed
    let drawn: WorldKind = random.unit() < 0.6 ? .intersection : .corridor
    self.kind = kind ?? drawn
    // One in eight is large and long.
    let isLarge = random.below(8) == 0
    population = isLarge ? 28 : 12 + random.below(8)
    duration = isLarge ? 18 : 12
    unitCount = 2 + random.below(3)
    faults = []
    let draw = random.unit()
    for _ in 0..<(draw < 0.25 ? 0 : draw < 0.7 ? 1 : 2) {
      let kinds = Fault.Kind.allCases
      let begin = 4.5 + 2 * random.unit()
      let end = random.unit() < 0.5 ? duration : min(duration, begin + 2 + 3 * random.unit())
      faults.append(
        Fault(kinds[random.below(kinds.count)], unit: random.below(unitCount), span: begin...end))
    }
  }
}

/// Something done wrongly on purpose to what a scene publishes. A trial has to find each of them: otherwise its silence
/// means nothing.
public enum TrialSabotage: String, CaseIterable, Sendable {
  /// A road user in plain view is left out for a while.
  case losesOne
  /// A road user is published twice.
  case doublesOne
  /// Something is published where nothing is.
  case inventsOne
  /// All positions are off by a metre and a half.
  case shiftsAll
  /// The deviations are said to be a fifth of what they are.
  case boasts
  /// The deviations are said to be ten times what they are.
  case mumbles
  /// What is published depends on which message came first.
  case heedsOrder
}
