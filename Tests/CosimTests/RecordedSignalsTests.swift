import MessagesCSAE
import PackedEncoding
import Testing

@Suite("the signals of the recorded corridor")
struct RecordedSignalsTests {
  /// What one SPAT says of one phase.
  private struct State: Equatable {
    var light: LightState
    var remaining: UInt16
    var earliest: UInt16?
    var latest: UInt16?
    var next: LightState?
  }

  /// Each SPAT of an edge: the states of its phases.
  private func states(of edge: String) throws -> [[UInt8: State]] {
    var all: [[UInt8: State]] = []
    try RecordedCorridor.whole.get().forEach(of: edge) { _, frame in
      guard case .spatFrame(let message) = frame, let intersection = message.value.intersections.first else { return }
      var states: [UInt8: State] = [:]
      for phase in intersection.phases {
        guard let now = phase.phaseStates.first, case .counting(let time) = now.timing else { continue }
        let next = phase.phaseStates.count > 1 ? phase.phaseStates[1].light : nil
        states[phase.id] = State(
          light: now.light, remaining: time.likelyEndTime, earliest: time.minEndTime, latest: time.maxEndTime,
          next: next)
      }
      all.append(states)
    }
    return all
  }

  @Test("the fixed programme counts down by a tenth each time and turns to the light that it announced")
  func countDown() throws {
    let all = try states(of: "west")
    var changes = 0
    for (before, after) in zip(all, all.dropFirst()) {
      for (phase, state) in before where state.remaining != 36_000 {
        guard let then = after[phase] else { continue }
        if then.light == state.light {
          #expect((Int(state.remaining) - Int(then.remaining) - 1).magnitude <= 1)
        } else {
          changes += 1
          #expect(state.remaining <= 1 && then.light == state.next)
        }
      }
    }
    #expect(changes > 20)
  }

  @Test("the actuated programme says the earliest and the latest end, with the likely one between")
  func actuated() throws {
    let all = try states(of: "east")
    #expect(all.joined().contains { $0.value.earliest != $0.value.latest })
    for state in all.joined().map(\.value) where state.remaining != 36_000 {
      #expect((state.earliest ?? 0) <= state.remaining && state.remaining <= (state.latest ?? 0))
    }
    for (before, after) in zip(all, all.dropFirst()) {
      for (phase, state) in before where after[phase]?.light != state.light {
        #expect((state.earliest ?? 0) <= 1 && after[phase]?.light == state.next)
      }
    }
  }

  @Test(
    "right turns are permitted for ever, and every phase of MAP has a state in SPAT", arguments: RecordedCorridor.edges)
  func phases(edge: String) throws {
    let all = try states(of: edge)
    #expect(all.allSatisfy { $0[13]?.light == .permissiveGreen && $0[13]?.remaining == 36_000 })
    var phases: Set<UInt8> = []
    try RecordedCorridor.whole.get().forEach(of: edge) { _, frame in
      guard case .mapFrame(let map) = frame else { return }
      for lane in map.nodes.flatMap({ $0.inLinks.map { Array($0) } ?? [] }).flatMap({ Array($0.lanes) }) {
        for way in lane.connectsTo.map({ Array($0) }) ?? [] { if let phase = way.phaseId { phases.insert(phase) } }
      }
    }
    #expect(phases == Set(1...13))
    #expect(all.allSatisfy { Set($0.keys) == phases })
  }
}
