import RoadModel
import Testing

@testable import Worlds

@Suite("a scene over worlds of known truth")
struct SceneTrialTests {
  /// Seeds that today's scene does not hold in. What is taken off this list has to hold from then on.
  ///
  /// - 43, 51, 99: somebody invents a vehicle beside the road, where nothing was ever seen, before it is known how far
  ///   the units see.
  /// - 138, 155: what a unit told in its last scan before it froze outlives its silence by a second.
  /// - 78: a bus is taken for two before anything was known of the whole.
  private static let notYetHeld: Set<UInt64> = [43, 51, 78, 99, 138, 155]

  @Test(
    "loses, doubles and invents nobody, says how sure it is, and heeds no order, whatever the seed", arguments: 0..<20)
  func seeds(block: Int) {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let plan = TrialPlan(seed: seed)
      let report = SceneTrial.run(plan, checksOrder: seed % 2 == 0)
      #expect(report.inView > 300, "a trial in which nobody is seen shows nothing")
      if Self.notYetHeld.contains(seed) {
        withKnownIssue("the scene does not hold in this yet: \(report.summary)", isIntermittent: true) {
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
