import Delivery
import Kernel
import TierModel

/// A tier of the simulated city: the real state machine of delivery, a disk, and what crashes between them.
struct CityTier {
  let name: String
  /// The tier above, by index; nil for the center.
  let superior: Int?
  var disk: SimulatedDisk
  /// The running process; nil while it is down.
  var node: DeliveryNode?
  /// What the messages that were taken since the last commit do.
  var effects: [[UInt8]] = []
  /// The commit that is under way.
  var commit: Commit?
  /// Grows with every crash, so that what a dead process had planned does not happen.
  var life = 0
  /// The time of the next turn that is planned.
  var wake: Instant?
  /// Numbers that were sent, for the sabotage that sends once.
  var sentOnce = Lanes(repeating: UInt64(0))

  /// A change on its way to the disk.
  struct Commit {
    var change: DeliveryChange
    var effects: [[UInt8]]
    /// The sabotage that commits marks first: whether they are.
    var hasMarks = false
  }

  init(name: String, superior: Int?, epoch: UInt64) {
    self.name = name
    self.superior = superior
    disk = SimulatedDisk(epoch: epoch)
  }

  static var limits: OutboxLimits {
    var limits = OutboxLimits()
    limits.messages = 40
    limits.window = 8
    limits.batchMessages = 4
    limits.fresh = .milliseconds(500)
    return limits
  }

  /// Starts the process from what the disk has.
  mutating func start(_ sabotage: Sabotage?) {
    guard var state = try? disk.load() else { return }
    if sabotage == .forgetsWhatItTook { state.senders = [] }
    if sabotage == .reusesNumbers {
      for priority in DeliveryPriority.allCases {
        state.lanes[priority].assigned = state.held.last { $0.number.priority == priority }?.number.sequence ?? 0
      }
    }
    node = DeliveryNode(name: name, state: state, limits: Self.limits)
  }

  /// Everything that is not on the disk is gone. A commit under way may have reached it or not.
  mutating func crash(commitSurvives: Bool, _ sabotage: Sabotage?) {
    if let commit, commitSurvives, sabotage != .tellsBeforeCommit { _ = write(commit) }
    node = nil
    commit = nil
    effects = []
    wake = nil
    life += 1
  }

  /// Puts a commit on the disk. False where that is full.
  mutating func write(_ commit: Commit) -> Bool {
    do throws(StoreFailure) {
      try disk.commit(commit.change) { $0.log += commit.effects }
      return true
    } catch { return false }
  }
}

/// What a simulated message says: who made it, what it is, and which one it is.
struct CityMessage: Hashable {
  var edge: UInt8
  var priority: DeliveryPriority
  var number: UInt32

  var payload: [UInt8] {
    [edge, priority.rawValue] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  init(edge: Int, priority: DeliveryPriority, number: Int) {
    self.edge = UInt8(truncatingIfNeeded: edge)
    self.priority = priority
    self.number = UInt32(truncatingIfNeeded: number)
  }

  init?(_ payload: [UInt8]) {
    guard payload.count == 6, let priority = DeliveryPriority(rawValue: payload[1]) else { return nil }
    edge = payload[0]
    self.priority = priority
    number = (0..<4).reduce(0) { $0 | UInt32(payload[2 + $1]) << (8 * UInt32($1)) }
  }
}
