import City
import Testing

@Suite("a city under crashes, cuts, full disks and lossy links")
struct CitySimulationTests {
  @Test("keeps every stored event and repeats none, whatever the seed", arguments: 0..<12)
  func seeds(block: Int) {
    var total = CityReport(seed: 0)
    for seed in 0..<10 {
      let report = CitySimulation.run(seed: UInt64(1000 + block * 10 + seed), steps: 150)
      #expect(report.holds, "luyun-simulate --steps 150 --seed \(report.seed): \(report.violations)")
      total.add(report)
    }
    // A block without crashes within commits, losses or thinning would show nothing.
    #expect(total.crashesInCommit > 0 && total.survivedCommits > 0 && total.survivedCommits < total.crashesInCommit)
    #expect(total.lostFrames > 0 && total.repeatedFrames > 0 && total.refusedCommits > 0)
    #expect(total.missingOthers > 0 && total.deliveredEvents >= total.acknowledgedEvents)
    #expect(total.acknowledgedEvents > 100)
  }

  @Test("is found out where delivery is built wrongly", arguments: Sabotage.allCases)
  func sabotage(_ sabotage: Sabotage) {
    let found = (1...30).contains { !CitySimulation.run(seed: UInt64($0), sabotage: sabotage).holds }
    #expect(found, "the simulation does not see it when a part \(sabotage)")
  }

  @Test("runs the same way for the same seed, traced or not")
  func same() {
    let first = CitySimulation.run(seed: 17)
    let second = CitySimulation.run(seed: 17, isTraced: true)
    #expect(first.digest == second.digest && first.deliveredEvents == second.deliveredEvents)
    #expect(!second.trace.isEmpty && first.trace.isEmpty)
    #expect(CitySimulation.run(seed: 18).digest != first.digest)
  }
}
