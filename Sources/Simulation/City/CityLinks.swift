import Delivery
import Kernel
import TierModel

extension City {
  /// Publishes acknowledgements and transmissions.
  func send(_ tier: Int) {
    for frame in tiers[tier].node?.acknowledgements() ?? [] {
      if let below = tiers.firstIndex(where: { $0.name == frame.end }) { carry(frame.octets, link: below, to: below) }
    }
    guard let superior = tiers[tier].superior else { return }
    while let transmission = tiers[tier].node?.nextTransmission(at: now, jitter: random.unit()) {
      guard let node = tiers[tier].node, var messages = try? tiers[tier].disk.messages(transmission.numbers) else {
        return
      }
      if sabotage == .sendsOnce {
        messages.removeAll { $0.number.sequence <= tiers[tier].sentOnce[$0.number.priority] }
      }
      for message in messages {
        tiers[tier].sentOnce[message.number.priority] = max(
          tiers[tier].sentOnce[message.number.priority], message.number.sequence)
      }
      carry(hiding(node.frame(of: messages)), link: tier, to: superior)
    }
  }

  /// The sabotage that does not say what was given up.
  private func hiding(_ octets: [UInt8]) -> [UInt8] {
    guard sabotage == .hidesThinning, case .messages(var frame)? = try? DeliveryFrame(octets) else { return octets }
    frame.floors = Lanes(repeating: 1)
    frame.thinned = Lanes(repeating: 0)
    return DeliveryFrame.messages(frame).octets
  }

  /// Carries a frame over the link of a lower tier, or loses it, or brings it twice, each at a time of its own.
  private func carry(_ octets: [UInt8], link: Int, to tier: Int) {
    report.frames += 1
    let isFaulty = stepsLeft > 0
    if isFaulty, isCut[link] || random.unit() < loss {
      report.lostFrames += 1
      return
    }
    agenda.plan(.frame(octets: octets, tier: tier), at: later(isFaulty ? 150 : 20))
    if isFaulty, random.unit() < repetition {
      report.repeatedFrames += 1
      agenda.plan(.frame(octets: octets, tier: tier), at: later(2000))
    }
  }

  // MARK: faults

  func fault() {
    guard stepsLeft > 0 else { return }
    stepsLeft -= 1
    agenda.plan(.fault, at: later(700))
    let tier = random.below(tiers.count)
    switch random.below(8) {
    case 0..<5: crash(tier)
    case 5: cut(random.below(tiers.count - 1))
    default:
      tiers[tier].disk.isFull = true
      trace("\(tiers[tier].name): the disk is full")
      agenda.plan(.relieve(tier: tier), at: later(3000))
    }
  }

  private func crash(_ tier: Int) {
    guard tiers[tier].node != nil else { return }
    let survives = tiers[tier].commit != nil && !tiers[tier].disk.isFull && random.below(2) == 0
    report.crashes += 1
    if tiers[tier].commit != nil { report.crashesInCommit += 1 }
    if survives { report.survivedCommits += 1 }
    trace(
      "\(tiers[tier].name): crash\(tiers[tier].commit == nil ? "" : survives ? ", the commit survives" : ", the commit is lost")"
    )
    tiers[tier].crash(commitSurvives: survives, sabotage)
    agenda.plan(.restart(tier: tier), at: later(1500))
  }

  private func cut(_ link: Int) {
    isCut[link] = true
    // Some cuts are longer than the outbox lasts.
    let length = random.below(3) == 0 ? 15_000 : 2000
    trace("\(tiers[link].name): the link up is cut")
    agenda.plan(.mend(link: link), at: later(length))
  }

  func restart(_ tier: Int) {
    guard tiers[tier].node == nil else { return }
    tiers[tier].start(sabotage)
    let state = tiers[tier].disk
    trace("\(tiers[tier].name): restart with \(state.outbox.event.count) events and \(state.log.count) taken")
    turn(tier)
  }

  /// Faults and producers have ended.
  func calm() {
    trace("calm")
    for tier in tiers.indices {
      isCut[tier] = false
      tiers[tier].disk.isFull = false
      if tiers[tier].node == nil { restart(tier) }
    }
  }
}
