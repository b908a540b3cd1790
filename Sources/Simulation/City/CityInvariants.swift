import Delivery
import Kernel
import TierModel

extension City {
  /// Whether nothing is left to do: no outbox holds anything, and every receiver knows what will not come.
  var isQuiet: Bool {
    tiers.indices.allSatisfy { tier in
      guard let node = tiers[tier].node, tiers[tier].commit == nil, tiers[tier].effects.isEmpty else { return false }
      guard let superior = tiers[tier].superior else { return true }
      guard node.status.messages == 0 else { return false }
      return DeliveryPriority.allCases.allSatisfy { priority in
        marks(of: tier, at: superior).lanes[priority].through == tiers[tier].disk.lanes[priority].assigned
      }
    }
  }

  /// What a tier's superior has on its disk of it.
  private func marks(of tier: Int, at superior: Int) -> EpochMarks {
    let marks = tiers[superior].disk.senders.first { $0.sender == tiers[tier].name }
    return marks?.epochs.last ?? EpochMarks(epoch: 1)
  }

  func check() {
    if !isQuiet {
      let held = tiers.map { "\($0.name) \($0.node?.status.messages ?? -1)" }.joined(separator: ", ")
      violate("two minutes after the last fault it is not quiet; held: \(held)")
    }
    for tier in [region, center] { checkOnce(tier) }
    checkEvents()
    for tier in tiers.indices { checkCounts(tier) }
  }

  private func violate(_ text: String) {
    report.violations.append(text)
    trace("VIOLATION: \(text)")
  }

  /// Nothing is twice in a log.
  private func checkOnce(_ tier: Int) {
    var seen: Set<[UInt8]> = []
    var twice = 0
    for payload in tiers[tier].disk.log where !seen.insert(payload).inserted { twice += 1 }
    if twice > 0 { violate("\(tiers[tier].name) took \(twice) messages twice") }
  }

  /// Every event that a producer was told is stored is at the center.
  private func checkEvents() {
    let arrived = tiers[center].disk.log.compactMap(CityMessage.init)
    let events = Set(arrived.filter { $0.priority == .event })
    let lost = told.filter { !events.contains($0) }
    for event in lost.prefix(3) {
      violate("event \(event.number) of edge-\(event.edge) was stored and is not at the center")
    }
    report.acknowledgedEvents = told.count
    report.deliveredEvents = events.count
    report.deliveredOthers = arrived.count - arrived.filter { $0.priority == .event }.count
  }

  /// What a tier numbered has arrived or is counted as given up, on both sides; and no event is ever given up.
  private func checkCounts(_ tier: Int) {
    guard let superior = tiers[tier].superior else { return }
    let marks = marks(of: tier, at: superior)
    let name = tiers[tier].name
    let lanes = tiers[tier].disk.lanes
    if marks.missing.event > 0 || lanes.event.thinned > 0 { violate("\(name): events were given up") }
    let below = tier < edgeCount ? "edge-\(tier)" : ""
    for priority in [DeliveryPriority.summary, .digest] {
      let arrived = tiers[superior].disk.log.compactMap(CityMessage.init).filter { message in
        message.priority == priority && (tier == region || "edge-\(message.edge)" == below)
      }.count
      let missing = marks.missing[priority]
      if UInt64(arrived) + missing != lanes[priority].assigned {
        violate(
          "\(name): of \(lanes[priority].assigned) \(priority) messages \(arrived) arrived and \(missing) are missing")
      }
      if missing > lanes[priority].thinned {
        violate("\(name): \(missing) \(priority) messages are missing and \(lanes[priority].thinned) given up")
      }
      report.missingOthers += Int(clamping: missing)
      if tier < edgeCount { report.numberedOthers += Int(clamping: lanes[priority].assigned) }
    }
  }
}
