import EdgeFixtures
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Ingest

@Suite("signals between messages")
struct SignalBoardTests {
  typealias PhaseState = MessagesCSAE.PhaseState
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  func update(
    _ board: inout SignalBoard, node: UInt16 = 1, after: Double = 0, _ states: [PhaseState],
    change: (inout IntersectionState) -> Void = { _ in }
  ) throws {
    let time = Self.start + .seconds(after)
    board.update(try writer.intersection(node: node, at: time, [(3, states)], change: change), measuredAt: time)
    writer.arena.reset()
  }

  func phase(_ board: SignalBoard, after: Double) throws -> RoadModel.PhaseState {
    try #require(board.signals(at: Self.start + .seconds(after)).first?.phases.first)
  }

  static var cycle: [PhaseState] {
    [
      MessageWriter.light(.protectedGreen, 0, 2), MessageWriter.light(.yellow, 2, 4), MessageWriter.light(.red, 4, 30),
    ]
  }

  @Test("the count-down runs on between messages")
  func countDown() throws {
    var board = SignalBoard()
    try update(&board, Self.cycle)
    #expect(try phase(board, after: 0).remaining == 2)
    let later = try phase(board, after: 1.5)
    #expect(later.light == .protectedGreen && later.remaining == 0.5 && later.nextLight == .yellow)
    #expect(later.phase == 3)
  }

  @Test("the light changes at its time, without a further message")
  func change() throws {
    var board = SignalBoard()
    try update(&board, Self.cycle)
    let yellow = try phase(board, after: 2)
    #expect(yellow.light == .yellow && yellow.remaining == 2 && yellow.nextLight == .red)
    let red = try phase(board, after: 4.5)
    #expect(red.light == .red && red.remaining == 25.5 && red.nextLight == nil)
  }

  @Test("a light whose time is over and that has no next one stays, with nothing remaining")
  func over() throws {
    var board = SignalBoard()
    try update(&board, [MessageWriter.light(.red, 0, 1)])
    let state = try phase(board, after: 3)
    #expect(state.light == .red && state.remaining == 0)
  }

  @Test("a controller that is silent for five seconds shows no light")
  func silence() throws {
    var board = SignalBoard()
    try update(&board, [MessageWriter.light(.red, 0, 60)])
    #expect(try phase(board, after: 5).light == .red)
    let silent = try phase(board, after: 5.1)
    #expect(silent.light == .unavailable && silent.remaining == nil && silent.nextLight == nil)
  }

  @Test("an end that is unknown or beyond an hour is no count-down", arguments: [36_000, 36_001] as [UInt16])
  func noEnd(mark: UInt16) throws {
    var counting = TimeCountingDown()
    counting.likelyEndTime = mark
    counting.minEndTime = 50
    counting.maxEndTime = mark
    var state = PhaseState()
    state.light = .red
    state.timing = .counting(counting)
    var board = SignalBoard()
    try update(&board, [state])
    let shown = try phase(board, after: 1)
    #expect(shown.light == .red && shown.remaining == nil && shown.remainingLatest == nil)
    #expect(shown.remainingEarliest == 4)
  }

  @Test("a light without a time is the one that shows")
  func noTiming() throws {
    var state = PhaseState()
    state.light = .flashingYellow
    var board = SignalBoard()
    try update(&board, [state])
    let shown = try phase(board, after: 1)
    #expect(shown.light == .flashingYellow && shown.remaining == nil)
  }

  @Test("a light that a newer schema knows shows as unavailable")
  func newerLight() throws {
    var board = SignalBoard()
    try update(&board, [MessageWriter.light(LightState(index: 12), 0, 9)])
    #expect(try phase(board, after: 0).light == .unavailable)
  }

  static func utc(_ light: LightState, _ start: UInt16, _ end: UInt16) -> PhaseState {
    var timing = UTCTiming()
    timing.startUTCTime = start
    timing.likelyEndUTCTime = end
    var state = PhaseState()
    state.light = light
    state.timing = .utcTiming(timing)
    return state
  }

  @Test("times within the UTC hour are those nearest to the message, also around the full hour")
  func utcTiming() throws {
    // 2026-03-18T00:29:20Z is 1760 s into its hour.
    var board = SignalBoard()
    try update(&board, [Self.utc(.red, 17_500, 17_700), Self.utc(.protectedGreen, 17_700, 17_900)])
    let middle = try phase(board, after: 1)
    #expect(middle.light == .red && middle.remaining == 9 && middle.nextLight == .protectedGreen)
    // Three seconds before 01:00:00Z: red until four seconds after it, which is mark 40 of the next hour.
    try update(&board, after: 1837, [Self.utc(.red, 35_900, 40), Self.utc(.protectedGreen, 40, 240)])
    let before = try phase(board, after: 1837)
    #expect(before.light == .red && before.remaining == 7)
    let after = try phase(board, after: 1841)
    #expect(after.light == .red && after.remaining == 3)
    // And one that began before the full hour, told after it.
    try update(&board, after: 1842, [Self.utc(.red, 35_900, 40), Self.utc(.protectedGreen, 40, 240)])
    #expect(try phase(board, after: 1842).remaining == 2)
    #expect(try phase(board, after: 1844.5).light == .protectedGreen)
  }

  @Test("a state that is older than the one that is there is left out")
  func older() throws {
    var board = SignalBoard()
    try update(&board, after: 1, [MessageWriter.light(.red, 0, 9)])
    try update(&board, after: 0.5, [MessageWriter.light(.protectedGreen, 0, 9)])
    #expect(try phase(board, after: 1).light == .red)
    #expect(board.updates == 1)
    try update(&board, after: 1.1, [MessageWriter.light(.protectedGreen, 0, 9)])
    #expect(try phase(board, after: 1.2).light == .protectedGreen)
  }

  @Test("the controller's status is kept, and phases and intersections are in order")
  func order() throws {
    var board = SignalBoard()
    let red = [MessageWriter.light(.red, 0, 9)]
    board.update(
      try writer.intersection(node: 5, at: Self.start, [(9, red), (2, red)]) { $0.status = .trafficDependentOperation },
      measuredAt: Self.start)
    try update(&board, node: 4, red)
    let signals = board.signals(at: Self.start)
    #expect(signals.map(\.node.number) == [4, 5])
    #expect(signals[1].phases.map(\.phase) == [2, 9])
    #expect(signals[1].status == 0x0200)
  }

  @Test("an intersection that there is no room for is counted, until another one was silent for a minute")
  func overflow() throws {
    var board = SignalBoard()
    let red = [MessageWriter.light(.red, 0, 9)]
    for node in 0..<UInt16(SignalBoard.limit) { try update(&board, node: node, red) }
    try update(&board, node: 900, after: 1, red)
    #expect(board.overflow == 1 && board.signals(at: Self.start).count == SignalBoard.limit)
    for node in 1..<UInt16(SignalBoard.limit) { try update(&board, node: node, after: 61, red) }
    try update(&board, node: 900, after: 62, red)
    let nodes = board.signals(at: Self.start + .seconds(62)).map(\.node.number)
    #expect(nodes.count == SignalBoard.limit && nodes.last == 900 && nodes.first == 1)
    #expect(board.overflow == 1)
  }
}
