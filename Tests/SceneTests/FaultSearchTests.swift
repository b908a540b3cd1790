import Kernel
import Testing

@testable import Scene

@Suite("the search for a gross fault")
struct FaultSearchTests {
  /// What sixty road users on all sides of a unit vote for, a third of them standing, each with a neighbour that it may
  /// be taken for; `displaced` says where the unit sees what lies at an arm and moves.
  static func result(
    known: LocalVector = .zero, ways: Int = 4, _ displaced: (_ arm: LocalVector, _ velocity: LocalVector) -> LocalVector
  ) -> GrossFault? {
    var search = FaultSearch(unitLimit: 2)
    var random = SeededRandom(seed: 4)
    for user in 0..<60 {
      let angle = Double(user) * 0.7
      let distance = 20 + Double(user % 7) * 10
      let arm = LocalVector(east: Trigonometry.cos(angle), north: Trigonometry.sin(angle)) * distance
      let way = Double(user % ways) * .pi / 2
      let velocity =
        LocalVector(east: Trigonometry.cos(way), north: Trigonometry.sin(way))
        * (ways > 1 && user % 3 == 0 ? 0 : 8 + Double(user % 5))
      let noise = LocalVector(east: 0.2 * random.normal(), north: 0.2 * random.normal())
      let difference = displaced(arm, velocity) + noise
      let neighbour = LocalVector(east: 12 * random.normal(), north: 12 * random.normal())
      for seen in [difference, difference + neighbour] {
        search.vote(1, FaultSearch.Pair(difference: seen, velocity: velocity, arm: arm))
      }
      search.close(1, velocity: velocity, isContent: (difference - known).squaredLength < 1)
    }
    return search.result(1)
  }

  @Test("tells a shift, a clock and a turn apart, and how much of it")
  func causes() throws {
    let shift = try #require(Self.result { _, _ in LocalVector(east: 2.4, north: -1.8) })
    #expect((shift.shift - LocalVector(east: 2.4, north: -1.8)).length < 0.2 && shift.clock == 0 && shift.turn == 0)
    let clock = try #require(Self.result { _, velocity in velocity * -0.5 })
    #expect((clock.clock - 0.5).magnitude < 0.03 && clock.shift == .zero && clock.turn == 0)
    let turn = try #require(Self.result { arm, _ in LocalVector(east: -arm.north, north: arm.east) * 0.0873 })
    #expect((turn.turn - 0.0873).magnitude < 0.005 && turn.shift == .zero && turn.clock == 0)
  }

  @Test("finds nothing where the known faults explain as much, or where nothing does")
  func none() {
    #expect(Self.result { _, _ in .zero }.isNone)
    let known = LocalVector(east: 2, north: 0)
    #expect(Self.result(known: known) { _, _ in known }.isNone)
    var random = SeededRandom(seed: 5)
    #expect(
      Self.result { _, _ in LocalVector(east: 6 * random.normal(), north: 6 * random.normal()) }.isNone,
      "an old picture agrees with no fault")
    #expect(
      Self.result(ways: 1) { _, _ in LocalVector(east: 3, north: 0) }.isNone,
      "an old picture of a platoon, where all drive alike, looks like one")
  }
}

extension GrossFault? {
  fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
