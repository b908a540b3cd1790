import RoadModel
import Testing

@testable import Cosim

@Suite("foreseeing a signal programme")
struct SignalProgrammeTests {
  /// Group 0 a road, group 1 a crosswalk, group 2 always permitted.
  private func programme(longest: Double = 20) -> SignalProgramme {
    func phase(_ letters: String, _ duration: Double, _ longest: Double? = nil) -> SignalProgramme.Phase {
      SignalProgramme.Phase(
        letters: Array(letters), duration: duration, shortest: longest == nil ? duration : 5,
        longest: longest ?? duration)
    }
    return SignalProgramme(
      phases: [
        phase("Grg", 20, longest == 20 ? nil : longest), phase("yrg", 3), phase("rGg", 10), phase("rgg", 5),
        phase("rrg", 2),
      ], crosswalkGroups: [1])
  }

  @Test("a fixed green counts down to yellow, which lasts three seconds")
  func green() {
    let forecast = programme().forecast(group: 0, at: .init(phase: 0, spent: 8, untilSwitch: 12))
    #expect(forecast.light == .protectedGreen)
    #expect(forecast.likely == 12 && forecast.earliest == 12 && forecast.latest == 12)
    #expect(forecast.next == .yellow && forecast.nextDuration == 3)
  }

  @Test("a red that goes on over several phases counts to the green behind them")
  func red() {
    let forecast = programme().forecast(group: 0, at: .init(phase: 2, spent: 4, untilSwitch: 6))
    #expect(forecast.light == .red)
    #expect(forecast.likely == 6 + 5 + 2)
    #expect(forecast.next == .protectedGreen && forecast.nextDuration == 20)
  }

  @Test("a crosswalk's small g flashes; a road's is permitted green")
  func letters() {
    #expect(programme().light(ofGroup: 1, inPhase: 3) == .flashingGreen)
    #expect(programme().light(ofGroup: 2, inPhase: 3) == .permissiveGreen)
    #expect(programme().light(ofGroup: 9, inPhase: 3) == .unavailable)
  }

  @Test("a light that never changes has no end")
  func permanent() {
    let forecast = programme().forecast(group: 2, at: .init(phase: 1, spent: 0, untilSwitch: 3))
    #expect(forecast.likely == .infinity && forecast.next == nil)
  }

  @Test("an actuated green has an earliest and a latest end, and the likely one lies between")
  func actuated() {
    let forecast = programme(longest: 40).forecast(group: 0, at: .init(phase: 0, spent: 2, untilSwitch: 3))
    #expect(forecast.earliest == 3 && forecast.likely == 18 && forecast.latest == 38)
    let late = programme(longest: 40).forecast(group: 0, at: .init(phase: 0, spent: 39.5, untilSwitch: 0.5))
    #expect(late.earliest == 0 && late.likely == 0.5 && late.latest == 0.5)
    #expect(!programme(longest: 40).isFixed && programme().isFixed)
  }

  @Test("SUMO's complete definition is read for the programme that runs")
  func definition() {
    let row = TraCIValue.compound([
      .double(9), .string("Gr"), .double(5), .double(30), .compound([]), .string(""),
    ])
    let logics = TraCIValue.compound([
      .compound([.string("0"), .integer(0), .integer(0), .compound([]), .compound([])]),
      .compound([.string("day"), .integer(3), .integer(0), .compound([row]), .compound([])]),
    ])
    let programme = SignalProgramme(definition: logics, name: "day", crosswalkGroups: [])
    #expect(programme?.phases == [.init(letters: ["G", "r"], duration: 9, shortest: 5, longest: 30)])
    #expect(SignalProgramme(definition: logics, name: "night", crosswalkGroups: []) == nil)
  }
}
