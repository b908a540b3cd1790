import RoadModel
import Testing

@testable import Worlds

@Suite("a scene over worlds of known truth")
struct SceneTrialTests {
  /// Faults that today's scene does not withstand in every seed. What is taken off this list has to hold from then on.
  private static let notYetWithstood: Set<Fault.Kind> = [
    // What the two halves told before anything was known of the whole.
    .splitting,
    // A frozen picture is found out by what does not move in it, within a second; what repeats another time moves as it
    // should, and a unit that saw a place empty says nothing against a track that it never saw.
    .freezesWithNewTimes, .repeatsWithNewTimes,
    // How far units see takes some seconds to be learnt, so that nobody is missed there at first.
    .invention,
  ]

  /// Seeds that fail for another reason: 118, a second track begins on a car that stands in a queue, and one unit listed
  /// both; 116, once one unit of two is found to be frozen, the shift of the other is not as well known as is said.
  private static let notYetHeld: Set<UInt64> = [116, 118]

  @Test(
    "loses, doubles and invents nobody, says how sure it is, and heeds no order, whatever the seed", arguments: 0..<20)
  func seeds(block: Int) {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let plan = TrialPlan(seed: seed)
      let report = SceneTrial.run(plan, checksOrder: seed % 2 == 0)
      #expect(report.inView > 300, "a trial in which nobody is seen shows nothing")
      let firm: Set<TrialReport.Invariant> = [.missing, .consistency]
      let broken = report.violations.filter { firm.contains($0.invariant) && !Self.notYetHeld.contains(seed) }
      #expect(broken.isEmpty, "luyun-simulate scene --seed \(seed): \(broken)")
      if Self.notYetHeld.contains(seed) || plan.faults.contains(where: { Self.notYetWithstood.contains($0.kind) }) {
        withKnownIssue("the scene does not withstand this yet: \(report.summary)", isIntermittent: true) {
          #expect(report.holds)
        }
      } else {
        #expect(report.holds, "luyun-simulate scene --seed \(seed): \(report.violations)")
      }
    }
  }

  @Test(
    "has as many tracks as there are road users with one unit 150 ms later than usual", arguments: WorldKind.allCases)
  func delay(kind: WorldKind) {
    for seed in 1000..<1005 as Range<UInt64> {
      var plan = TrialPlan(seed: seed, kind: kind)
      plan.faults = [Fault(.delay, unit: 0, span: 0...plan.duration)]
      let report = SceneTrial.run(plan, checksOrder: false)
      #expect(report.holds, "\(report.summary): \(report.violations)")
      let difference = (report.falses - report.overlooked).magnitude
      #expect(Double(difference) < 0.01 * Double(report.inView), "\(report.summary)")
    }
  }

  @Test("does not publish an invented vehicle for long where it knows how far units see")
  func invention() {
    for seed in 1000..<1004 as Range<UInt64> {
      var plan = TrialPlan(seed: seed)
      plan.unitCount = 4
      plan.faults = [Fault(.invention, unit: 0, span: 4.5...plan.duration)]
      plan.tellsRange = true
      let report = SceneTrial.run(plan, checksOrder: false)
      #expect(report.holds, "\(report.summary): \(report.violations)")
    }
  }

  @Test("is found out where it does wrong", arguments: TrialSabotage.allCases)
  func sabotage(_ sabotage: TrialSabotage) {
    let expected: TrialReport.Invariant =
      switch sabotage {
      case .losesOne: .missing
      case .doublesOne: .doubled
      case .inventsOne: .ghost
      case .shiftsAll, .boasts, .mumbles: .consistency
      case .heedsOrder: .order
      }
    var plan = TrialPlan(seed: 44, kind: .intersection)
    plan.faults = []
    #expect(SceneTrial.run(plan).holds)
    plan.sabotage = sabotage
    let found = SceneTrial.run(plan).violations
    #expect(found.contains { $0.invariant == expected }, "\(sabotage) is not seen: \(found)")
    #expect(found.allSatisfy { $0.seconds > TrialLimits.warmUp })
  }

  @Test("a violation says what, when and of whom, and is told again by the same seed, traced or not")
  func same() throws {
    var plan = TrialPlan(seed: 44, kind: .intersection)
    plan.sabotage = .losesOne
    let first = SceneTrial.run(plan, checksOrder: false)
    let second = SceneTrial.run(plan, checksOrder: false, isTraced: true)
    #expect(first.violations.map(\.description) == second.violations.map(\.description))
    #expect(first.trace.isEmpty && !second.trace.isEmpty && first.squareSum == second.squareSum)
    let violation = try #require(first.violations.first)
    #expect(violation.roadUser >= 0 && violation.description.contains("has had no track for more than 1.0 s"))
  }
}
