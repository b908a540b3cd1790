import Delivery
import Kernel
import TierModel

/// The world of a run: tiers, links, faults, time. Edges come first, then the region, then the center.
final class City {
  var report: CityReport
  var tiers: [CityTier] = []
  var agenda = Agenda()
  var random: SeededRandom
  var now = Instant(milliseconds: 1_800_000_000_000)
  var stepsLeft: Int
  let sabotage: Sabotage?
  private let isTraced: Bool
  private var digest = StateDigest()
  let edgeCount: Int
  /// How bad this city is: every seed draws its own.
  let loss: Double
  let repetition: Double
  let slowness: Int
  /// The links from each tier to the one above: whether they are cut.
  var isCut: [Bool] = []
  /// What each edge has made, and which events it was told are stored.
  var made: [Int] = []
  var told: [CityMessage] = []

  var region: Int { edgeCount }
  var center: Int { edgeCount + 1 }

  init(seed: UInt64, steps: Int, sabotage: Sabotage?, isTraced: Bool) {
    report = CityReport(seed: seed)
    random = SeededRandom(seed: seed)
    stepsLeft = steps
    self.sabotage = sabotage
    self.isTraced = isTraced
    edgeCount = 1 + random.below(3)
    loss = random.below(3) == 0 ? 0 : random.unit() * 0.4
    repetition = random.unit() * 0.3
    slowness = [2, 20, 400][random.below(3)]
    for edge in 0..<edgeCount { tiers.append(CityTier(name: "edge-\(edge)", superior: edgeCount, epoch: 7)) }
    tiers.append(CityTier(name: "region", superior: edgeCount + 1, epoch: 8))
    tiers.append(CityTier(name: "center", superior: nil, epoch: 9))
    isCut = tiers.map { _ in false }
    made = tiers.map { _ in 0 }
    for tier in tiers.indices { tiers[tier].disk.losesEvents = sabotage == .losesEvents }
  }

  func trace(_ text: @autoclosure () -> String) {
    if isTraced {
      let milliseconds = now.milliseconds - 1_800_000_000_000
      report.trace.append("\(milliseconds) ms  \(text())")
    }
  }

  func run() {
    trace("\(edgeCount) edges; frames lost \(Int(loss * 100)) %, twice \(Int(repetition * 100)) %, slow \(slowness) ms")
    for tier in tiers.indices {
      tiers[tier].start(sabotage)
      turn(tier)
    }
    for edge in 0..<edgeCount { agenda.plan(.produce(edge: edge), at: later(100)) }
    agenda.plan(.fault, at: later(500))
    while stepsLeft > 0, let (time, happening) = agenda.take() {
      now = time
      happen(happening)
    }
    calm()
    let end = now + .milliseconds(120_000)
    let calmed = now
    while !isQuiet, let next = agenda.next, next <= end, let (time, happening) = agenda.take() {
      now = time
      happen(happening)
    }
    report.secondsToQuiet = (now - calmed).seconds
    check()
    report.digest = digest.value
  }

  /// An instant up to so many milliseconds from now.
  func later(_ milliseconds: Int) -> Instant { now + .milliseconds(Int64(1 + random.below(milliseconds))) }

  private func happen(_ happening: Agenda.Happening) {
    digest.fold(UInt64(bitPattern: now.nanoseconds))
    switch happening {
    case .produce(let edge): produce(edge)
    case .frame(let octets, let tier): receive(octets, tier)
    case .committed(let tier, let life): if tiers[tier].life == life { committed(tier) }
    case .turn(let tier, let life):
      if tiers[tier].life == life, tiers[tier].wake.map({ $0 <= now }) ?? false {
        tiers[tier].wake = nil
        turn(tier)
      }
    case .fault: fault()
    case .restart(let tier): restart(tier)
    case .mend(let link):
      isCut[link] = false
      trace("\(tiers[link].name): the link up is mended")
    case .relieve(let tier):
      tiers[tier].disk.isFull = false
      trace("\(tiers[tier].name): the disk has room again")
    }
  }

  // MARK: producers

  private func produce(_ edge: Int) {
    guard stepsLeft > 0 else { return }
    stepsLeft -= 1
    agenda.plan(.produce(edge: edge), at: later(200))
    guard tiers[edge].node != nil else { return }
    let priority = [DeliveryPriority.event, .summary, .digest][random.below(3)]
    for _ in 0...random.below(3) {
      made[edge] += 1
      let message = CityMessage(edge: edge, priority: priority, number: made[edge])
      _ = try? tiers[edge].node?.append(OutgoingMessage(priority, time: now, payload: message.payload))
      digest.fold(Int(message.number))
    }
    turn(edge)
  }

  // MARK: what a process does

  private func receive(_ octets: [UInt8], _ tier: Int) {
    guard let accepted = tiers[tier].node?.receive(octets, at: now) else { return }
    for delivered in accepted {
      tiers[tier].effects.append(delivered.message.payload)
      guard tiers[tier].superior != nil else { continue }
      let message = delivered.message
      _ = try? tiers[tier].node?.append(
        OutgoingMessage(message.number.priority, time: message.time, payload: message.payload))
    }
    turn(tier)
  }

  /// Begins a commit where there is something to commit, sends what is to be sent, and plans the next turn.
  func turn(_ tier: Int) {
    guard tiers[tier].node != nil else { return }
    if tiers[tier].commit == nil, let change = tiers[tier].node?.seal(at: now) {
      tiers[tier].commit = CityTier.Commit(change: change, effects: tiers[tier].effects)
      tiers[tier].effects = []
      agenda.plan(.committed(tier: tier, life: tiers[tier].life), at: later(slowness))
      if sabotage == .tellsBeforeCommit { tell(tier, change) }
    }
    if tiers[tier].commit != nil, let removals = tiers[tier].node?.sealRemovals() {
      _ = tiers[tier].write(CityTier.Commit(change: removals, effects: []))
    }
    send(tier)
    guard let due = tiers[tier].node?.nextDue(isSending: tiers[tier].superior != nil) else { return }
    let wake = max(due, now + .milliseconds(1))
    if let planned = tiers[tier].wake, planned <= wake { return }
    tiers[tier].wake = wake
    agenda.plan(.turn(tier: tier, life: tiers[tier].life), at: wake)
  }

  private func committed(_ tier: Int) {
    guard var commit = tiers[tier].commit else { return }
    if sabotage == .marksApart, !commit.hasMarks, !commit.change.senders.isEmpty {
      var marks = DeliveryChange(lanes: nil)
      marks.senders = commit.change.senders
      commit.hasMarks = tiers[tier].write(CityTier.Commit(change: marks, effects: []))
      tiers[tier].commit = commit
      return agenda.plan(.committed(tier: tier, life: tiers[tier].life), at: later(slowness))
    }
    guard tiers[tier].write(commit) else {
      report.refusedCommits += 1
      return agenda.plan(.committed(tier: tier, life: tiers[tier].life), at: later(300))
    }
    report.commits += 1
    tiers[tier].commit = nil
    if sabotage != .tellsBeforeCommit { tell(tier, commit.change) }
    turn(tier)
  }

  /// A change is durable: so the node is told, and so are the producers.
  private func tell(_ tier: Int, _ change: DeliveryChange) {
    tiers[tier].node?.committed(at: now)
    guard tier < edgeCount else { return }
    for message in change.appended where message.number.priority == .event {
      if let event = CityMessage(message.payload) { told.append(event) }
    }
  }
}
