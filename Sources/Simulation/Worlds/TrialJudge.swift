import Kernel
import RoadModel
import Scoring

/// Holds what a scene publishes against the truth, instant by instant.
struct TrialJudge {
  private(set) var report: TrialReport
  private let broadcast: Broadcast
  private let isTraced: Bool
  private var score = Score(cutOff: TrialLimits.reach)
  /// For how long each road user was missing in plain view, and each track nobody's, seconds.
  private var missing = Spells()
  private var doubled = Spells()
  private var ghosts = Spells()
  private var differing = Spells()

  init(plan: TrialPlan, broadcast: Broadcast, isTraced: Bool) {
    report = TrialReport(plan: plan)
    self.broadcast = broadcast
    self.isTraced = isTraced
  }

  /// Compares one instant.
  mutating func judge(_ objects: [SceneObject], _ users: [RoadUser], at seconds: Double) {
    guard seconds > TrialLimits.warmUp else { return }
    let truths = users.map {
      TruthObject(vehicle: $0.number, kind: $0.kind, position: $0.position, velocity: $0.velocity)
    }
    let found = score.add(truths: truths, estimates: objects)
    let view = LineOfSight(users)
    var isMatched = [Bool](repeating: false, count: users.count)
    for match in found.matches {
      isMatched[match.truth] = true
      weigh(objects[match.estimate], users[match.truth])
    }
    var isLeft = [Bool](repeating: false, count: objects.count)
    for place in found.falses { isLeft[place] = true }
    // The middle of a long body may be guessed wrongly by more than the reach: what stands within it is its own.
    for place in found.missed {
      if let own = found.falses.first(where: { isLeft[$0] && users[place].distance(to: objects[$0].position) < 1 }) {
        isLeft[own] = false
        isMatched[place] = true
      }
    }
    for place in users.indices { judge(users[place], isFound: isMatched[place], objects, view, at: seconds) }
    for place in objects.indices { judge(objects[place], isNobodys: isLeft[place], users, view, at: seconds) }
  }

  /// Takes the error of a match into the mean.
  private mutating func weigh(_ object: SceneObject, _ user: RoadUser) {
    let gap = object.position - user.position
    report.squaredDistance += gap.squaredLength
    let east = gap.east / max(1e-3, object.positionDeviation.east)
    let north = gap.north / max(1e-3, object.positionDeviation.north)
    report.squareSum += east * east + north * north
    report.squareCount += 1
  }

  private mutating func judge(
    _ user: RoadUser, isFound: Bool, _ objects: [SceneObject], _ view: LineOfSight, at seconds: Double
  ) {
    let isSeen = broadcast.isInPlainView(
      user.position, height: user.size.height ?? 1.5, except: user.number, view, at: seconds)
    report.inView += isSeen ? 1 : 0
    let isMissing = isSeen && !isFound
    report.overlooked += isMissing ? 1 : 0
    if isMissing && isTraced {
      note("\(user.kind) \(user.number) at \(Self.text(user.position)) has no track", at: seconds)
    }
    if missing.note(user.number, holds: isMissing, at: seconds, limit: TrialLimits.missing) {
      fail(
        .missing, at: seconds, user.number,
        "\(user.kind) \(user.number) at \(Self.text(user.position)), \(TrialReport.decimal(user.velocity.length)) m/s, "
          + "has had no track for more than \(TrialLimits.missing) s; near: \(Self.near(user.position, objects))")
    }
  }

  private mutating func judge(
    _ object: SceneObject, isNobodys: Bool, _ users: [RoadUser], _ view: LineOfSight, at seconds: Double
  ) {
    let id = Int(truncatingIfNeeded: object.id.rawValue)
    var isOpen = false
    var isDouble = false
    var nearest: RoadUser?
    var distance = Double.infinity
    if isNobodys {
      for user in users where user.distance(to: object.position) < distance {
        nearest = user
        distance = user.distance(to: object.position)
      }
      isDouble = distance <= TrialLimits.reach
      // One unit's silence does not outweigh somebody's own word.
      isOpen = broadcast.isInPlainView(
        object.position, height: object.kind.usualSize.height ?? 1.5, except: isDouble ? nearest?.number : nil, view,
        at: seconds, least: object.temporaryID != nil ? 2 : 1)
    }
    report.falses += isOpen ? 1 : 0
    if isOpen && isTraced { note("\(Self.text(object, at: seconds)) is nobody's", at: seconds) }
    let patience = isLiedTo(at: seconds) ? TrialLimits.lie : 0
    let other = nearest.map { "\($0.kind) \($0.number) at \(Self.text($0.position))" } ?? "nobody"
    if doubled.note(id, holds: isOpen && isDouble, at: seconds, limit: TrialLimits.doubled + patience) {
      fail(
        .doubled, at: seconds, nearest?.number ?? -1, "\(Self.text(object, at: seconds)) is a second one of \(other)")
    }
    if ghosts.note(id, holds: isOpen && !isDouble, at: seconds, limit: TrialLimits.ghost + patience) {
      fail(
        .ghost, at: seconds, -1,
        "\(Self.text(object, at: seconds)) is nobody's; the nearest, \(other), is \(TrialReport.decimal(distance)) m off"
      )
    }
  }

  /// Whether a sender tells false things as if they were true, or did just now.
  private func isLiedTo(at seconds: Double) -> Bool {
    broadcast.faults.contains {
      $0.isLie && $0.span.lowerBound <= seconds && seconds <= $0.span.upperBound + TrialLimits.lie
    }
  }

  /// Compares what two scenes publish that heard the same in different orders.
  /// What no unit has in plain view is carried on by guess, and guesses may differ.
  mutating func compare(
    _ objects: [SceneObject], _ others: [SceneObject], _ users: [RoadUser], at seconds: Double
  ) {
    guard seconds > TrialLimits.warmUp else { return }
    let view = LineOfSight(users)
    for (sign, pair) in [(1, (objects, others)), (-1, (others, objects))] {
      for object in pair.0 {
        let isAlone =
          !pair.1.contains { $0.position.distance(to: object.position) < TrialLimits.orderMeters }
          && broadcast.isInPlainView(object.position, height: object.kind.usualSize.height ?? 1.5, view, at: seconds)
        let id = sign * Int(truncatingIfNeeded: object.id.rawValue)
        // When a lie is found out is a matter of thresholds, and hangs on what came first.
        let patience = isLiedTo(at: seconds) ? TrialLimits.lie : 0
        if differing.note(id, holds: isAlone, at: seconds, limit: TrialLimits.orderSeconds + patience) {
          fail(
            .order, at: seconds, -1,
            "track \(object.id.rawValue) (\(object.kind)) at \(Self.text(object.position)) is published by "
              + "\(sign > 0 ? "the scene that heard all in order" : "the other scene") alone")
        }
      }
    }
  }

  /// Ends the trial.
  mutating func close(messages: Int) {
    report.messages = messages
    if report.meanSquare < TrialLimits.leastSquare || report.meanSquare > TrialLimits.mostSquare {
      fail(
        .consistency, at: report.plan.duration, -1,
        "squared errors are \(TrialReport.decimal(report.meanSquare)) times what is said, on average; "
          + "\(TrialLimits.leastSquare) to \(TrialLimits.mostSquare) would do")
    }
  }

  private mutating func note(_ text: String, at seconds: Double) {
    report.trace.append("\(TrialReport.decimal(seconds)) s: \(text)")
  }

  private mutating func fail(_ invariant: TrialReport.Invariant, at seconds: Double, _ user: Int, _ text: String) {
    report.violations.append(.init(invariant: invariant, seconds: seconds, roadUser: user, text: text))
    if isTraced { note("VIOLATION, \(invariant.rawValue): \(text)", at: seconds) }
  }

  private static func text(_ point: LocalPoint) -> String {
    "(\(TrialReport.decimal(point.east)), \(TrialReport.decimal(point.north)))"
  }

  private static func text(_ object: SceneObject, at seconds: Double) -> String {
    let silence = seconds - (object.lastObserved - World.start).seconds
    return "track \(object.id.rawValue) (\(object.kind), seen by \(text(object.seenBy)),"
      + " existence \(TrialReport.decimal(object.existence)), silent for \(TrialReport.decimal(silence)) s)"
      + " at \(text(object.position)), \(TrialReport.decimal(object.velocity.length)) m/s"
  }

  private static func text(_ units: UnitSet) -> String {
    let listed = (0..<UnitIndex.limit).filter { units.contains(UnitIndex(UInt8($0))) }
    return listed.isEmpty ? "no unit" : listed.map(String.init).joined(separator: "+")
  }

  private static func near(_ point: LocalPoint, _ objects: [SceneObject]) -> String {
    let near = objects.filter { $0.position.distance(to: point) < 8 }
      .map { "track \($0.id.rawValue) (\($0.kind)) at \(text($0.position))" }
    return near.isEmpty ? "none" : near.joined(separator: ", ")
  }
}

/// How long something has held of each of some things without a break.
struct Spells {
  private var since: [Int: Double] = [:]

  /// Notes whether it holds of a thing at an instant; true at the first instant at which it has held for longer than
  /// the limit.
  mutating func note(_ thing: Int, holds: Bool, at seconds: Double, limit: Double) -> Bool {
    guard holds else {
      since[thing] = nil
      return false
    }
    guard let first = since[thing] else {
      since[thing] = seconds
      return false
    }
    // Told once a spell.
    guard first.isFinite, seconds - first > limit + 1e-6 else { return false }
    since[thing] = .infinity
    return true
  }
}
