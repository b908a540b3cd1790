public import Kernel
public import RoadModel

/// Where road users count: within the range of a unit.
public struct ScoredArea: Sendable {
  /// The middle.
  public var center: LocalPoint
  /// Metres around it.
  public var range: Double

  /// Makes an area.
  public init(center: LocalPoint, range: Double) {
    self.center = center
    self.range = range
  }

  /// Whether a point lies in it.
  public func contains(_ point: LocalPoint) -> Bool { point.distance(to: center) <= range }
}

/// What is counted for one kind of road user, or for all of them.
public struct Tally: Sendable, Equatable {
  /// True road users, one an instant.
  public var truths = 0
  /// Those that had an estimate within the cut-off.
  public var matches = 0
  /// Estimates without a true road user; by kind they count under the kind that the estimate claims.
  public var falses = 0
  /// Times that a road user's estimate changed its identity.
  public var switches = 0
  /// Matches whose kind is right.
  public var rightKinds = 0
  /// The sum of the squared distances of matches, m^2.
  public var squaredDistance = 0.0
  /// The sum of the squared differences of velocity of matches, m^2/s^2.
  public var squaredVelocity = 0.0

  /// True road users without an estimate.
  public var missed: Int { truths - matches }
  /// The root of the mean squared distance of matches, metres.
  public var positionError: Double { (squaredDistance / Double(max(1, matches))).squareRoot() }
  /// The root of the mean squared difference of velocity of matches, m/s.
  public var velocityError: Double { (squaredVelocity / Double(max(1, matches))).squareRoot() }
  /// Missed road users in percent of the true ones.
  public var missedPercent: Double { 100 * Double(missed) / Double(max(1, truths)) }
  /// False estimates in percent of the true road users.
  public var falsePercent: Double { 100 * Double(falses) / Double(max(1, truths)) }
  /// Matches of the right kind in percent.
  public var rightKindPercent: Double { 100 * Double(rightKinds) / Double(max(1, matches)) }
}

/// Compares a published scene with the truth, instant by instant.
///
/// - Matching: minimal sum of squared distances with a cut-off, each instant on its own.
/// - GOSPA: Rahmathullah, Garcia-Fernandez and Svensson, "Generalized optimal sub-pattern assignment metric", FUSION
///   2017, with p = 2 and alpha = 2, so that its square is the sum of the squared distances of matches and of c^2/2 for
///   each missed and each false one. Reported is the mean over the instants, of the metric and of each part.
/// - Identity switches: Bernardin and Stiefelhagen, "Evaluating multiple object tracking performance: the CLEAR MOT
///   metrics", EURASIP 2008: a road user is matched with another identity than when it was last matched.
public struct Score: Sendable {
  /// The cut-off c in metres.
  public let cutOff: Double
  /// The areas that count; none means everywhere.
  public let areas: [ScoredArea]
  /// How many instants were compared.
  public private(set) var instants = 0
  /// All kinds together.
  public private(set) var total = Tally()
  /// By ``ParticipantKind/rawValue``.
  public private(set) var byKind = [Tally](repeating: Tally(), count: ParticipantKind.allCases.count)
  private var gospaSum = 0.0
  private var identities: [TrackID?] = []

  /// Makes an empty comparison.
  public init(cutOff: Double = 5, areas: [ScoredArea] = []) {
    self.cutOff = cutOff
    self.areas = areas
  }

  /// The mean of GOSPA over the instants, metres.
  public var gospa: Double { gospaSum / Double(max(1, instants)) }
  /// The mean of its localisation part, m^2.
  public var gospaLocalisation: Double { total.squaredDistance / Double(max(1, instants)) }
  /// The mean of its part for missed road users, m^2.
  public var gospaMissed: Double { Double(total.missed) * cutOff * cutOff / 2 / Double(max(1, instants)) }
  /// The mean of its part for false estimates, m^2.
  public var gospaFalse: Double { Double(total.falses) * cutOff * cutOff / 2 / Double(max(1, instants)) }

  /// What one instant's comparison found.
  public struct Comparison: Sendable {
    /// Places in the arrays handed in, of the truth and of its estimate.
    public var matches: [(truth: Int, estimate: Int)] = []
    /// Places of truths without an estimate.
    public var missed: [Int] = []
    /// Places of estimates without a truth.
    public var falses: [Int] = []
    /// Places of estimates inside that a truth outside explains: they do not count.
    public var explained: [Int] = []
    /// Places of truths whose identity changed at this instant.
    public var switches: [Int] = []
  }

  /// Compares one instant. Truths and estimates outside the areas do not count, but who stands on one side of the border
  /// while the estimate stands on the other is neither missed nor false: a truth inside may be matched by an estimate
  /// outside, and an estimate inside that a truth outside explains is left out.
  @discardableResult
  public mutating func add(truths: [TruthObject], estimates: [SceneObject]) -> Comparison {
    let limit = cutOff * cutOff
    let edges = truths.map { truth in
      estimates.indices.compactMap { column -> OptimalMatching.Edge? in
        let square = (truth.position - estimates[column].position).squaredLength
        return square < limit ? OptimalMatching.Edge(column: column, cost: square - limit) : nil
      }
    }
    let matching = OptimalMatching(edges: edges, columnCount: estimates.count)
    var comparison = Comparison()
    var isFalse = estimates.map { counts($0.position) }
    for truth in truths.indices {
      let isInside = counts(truths[truth].position)
      if let column = matching.columnOfRow[truth] {
        if isInside {
          comparison.matches.append((truth, column))
        } else if isFalse[column] {
          comparison.explained.append(column)
        }
        isFalse[column] = false
      } else if isInside {
        comparison.missed.append(truth)
      }
    }
    comparison.falses = estimates.indices.filter { isFalse[$0] }
    book(&comparison, truths, estimates)
    return comparison
  }

  private func counts(_ point: LocalPoint) -> Bool { areas.isEmpty || areas.contains { $0.contains(point) } }

  private mutating func book(_ comparison: inout Comparison, _ truths: [TruthObject], _ estimates: [SceneObject]) {
    instants += 1
    var sum = Double(comparison.missed.count + comparison.falses.count) * cutOff * cutOff / 2
    for (truth, estimate) in comparison.matches {
      let place = (truths[truth].position - estimates[estimate].position).squaredLength
      let motion = (truths[truth].velocity - estimates[estimate].velocity).squaredLength
      sum += place
      let isSwitch = changesIdentity(truths[truth].vehicle, to: estimates[estimate].id)
      if isSwitch { comparison.switches.append(truth) }
      count(truths[truth].kind) { tally in
        tally.truths += 1
        tally.matches += 1
        tally.switches += isSwitch ? 1 : 0
        tally.rightKinds += truths[truth].kind == estimates[estimate].kind ? 1 : 0
        tally.squaredDistance += place
        tally.squaredVelocity += motion
      }
    }
    for truth in comparison.missed { count(truths[truth].kind) { $0.truths += 1 } }
    for estimate in comparison.falses { count(estimates[estimate].kind) { $0.falses += 1 } }
    gospaSum += sum.squareRoot()
  }

  private mutating func count(_ kind: ParticipantKind, _ change: (inout Tally) -> Void) {
    change(&total)
    change(&byKind[Int(kind.rawValue)])
  }

  /// Notes who a road user is taken for; whether that differs from the last time.
  private mutating func changesIdentity(_ vehicle: Int, to id: TrackID) -> Bool {
    while identities.count <= vehicle { identities.append(nil) }
    defer { identities[vehicle] = id }
    return identities[vehicle].map { $0 != id } ?? false
  }
}
