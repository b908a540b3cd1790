import EdgeFixtures
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Ingest

@Suite("announcements")
struct EventBoardTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  func update(
    _ board: inout EventBoard, digest: UInt64 = 1, from unit: UInt8 = 0, after: Double = 0, _ events: [RTEData],
    signs: [RTSData] = []
  ) throws {
    board.update(
      try writer.roadsideInformation(events: events, signs: signs), digest: digest, from: UnitIndex(unit),
      frame: MessageWriter.frame, at: Self.start + .seconds(after))
    writer.arena.reset()
  }

  @Test("an event is shown with its place, radius, text, way and priority")
  func event() throws {
    var path = ReferencePath()
    path.activePath = try writer.arena.list([MessageWriter.offset(0, 0), MessageWriter.offset(30, 40)])
    let paths = try writer.arena.list([path])
    let event = try writer.event(5, code: 501, 10, 20, text: "works") {
      $0.eventRadius = 300
      $0.priority = 5 << 5
      $0.referencePaths = paths
    }
    var board = EventBoard()
    try update(&board, [event])
    let shown = try #require(board.events.first)
    #expect(shown.category == .event && shown.number == 5 && shown.code == 501 && shown.text == "works")
    #expect(shown.radius == 30 && shown.priority == 5 && shown.since == Self.start)
    #expect(try #require(shown.position).distance(to: LocalPoint(east: 10, north: 20)) < 0.03)
    #expect(shown.paths.count == 1 && shown.paths[0].count == 2)
    #expect(shown.paths[0][1].distance(to: LocalPoint(east: 30, north: 40)) < 0.03)
  }

  @Test("a sign and an event of one number are two announcements; a text in GB 2312 is kept as it came")
  func sign() throws {
    var sign = RTSData()
    sign.rtsId = 5
    sign.signType = 38
    sign.description = .textGB2312(try writer.arena.list([0xcf, 0xde, 0xcb, 0xd9]))
    var board = EventBoard()
    try update(&board, [try writer.event(5)], signs: [sign])
    #expect(board.events.map(\.category) == [.event, .sign])
    #expect(board.events[1].encodedText == [0xcf, 0xde, 0xcb, 0xd9] && board.events[1].position == nil)
    #expect(board.events[1].standardCode == nil)
  }

  @Test("the code that a sign's text begins with is told apart from the text")
  func standardCode() throws {
    var sign = RTSData()
    sign.rtsId = 5
    sign.signType = 38
    sign.description = .textGB2312(try writer.arena.list(Array("0038-00000000040".utf8) + [0xcf, 0xde, 0xcb, 0xd9]))
    var board = EventBoard()
    try update(&board, [], signs: [sign])
    let shown = try #require(board.events.first)
    #expect(shown.standardCode == "0038-00000000040" && shown.encodedText == [0xcf, 0xde, 0xcb, 0xd9])
  }

  @Test("an announcement is held for ten seconds after its last repetition, and then ends")
  func hold() throws {
    var board = EventBoard()
    try update(&board, [try writer.event(5)])
    let isKnown = board.repeats(1, from: UnitIndex(0), at: Self.start + .seconds(8))
    #expect(isKnown)
    let early = board.advance(to: Self.start + .seconds(18))
    #expect(early == 0)
    #expect(board.events.count == 1)
    let version = board.version
    let ended = board.advance(to: Self.start + .seconds(18.1))
    #expect(ended == 1)
    #expect(board.events.isEmpty && board.version > version)
  }

  @Test("what one unit repeats does not keep another unit's announcement alive")
  func otherUnit() throws {
    var board = EventBoard()
    try update(&board, [try writer.event(5)])
    let isKnown = board.repeats(1, from: UnitIndex(1), at: Self.start + .seconds(8))
    #expect(!isKnown)
    let ended = board.advance(to: Self.start + .seconds(11))
    #expect(ended == 1)
  }

  @Test("an announcement that changes stays the same one, since its beginning")
  func change() throws {
    var board = EventBoard()
    try update(&board, [try writer.event(5, text: "one")])
    let version = board.version
    try update(&board, digest: 2, after: 3, [try writer.event(5, text: "two")])
    #expect(board.events.map(\.text) == ["two"] && board.version > version)
    #expect(board.events[0].since == Self.start && board.events[0].lastAnnounced == Self.start + .seconds(3))
  }

  @Test("units number their announcements on their own")
  func numbers() throws {
    var board = EventBoard()
    try update(&board, [try writer.event(5)])
    try update(&board, from: 1, [try writer.event(5)])
    #expect(board.events.map(\.unit) == [UnitIndex(0), UnitIndex(1)])
  }

  @Test("announcements beyond the limit are counted, and are no change")
  func overflow() throws {
    var board = EventBoard()
    for unit in 0..<UInt8(4) {
      for number in 0...UInt8.max {
        try update(&board, digest: UInt64(unit) << 8 | UInt64(number), from: unit, [try writer.event(number)])
      }
    }
    #expect(board.events.count == EventBoard.limit && board.overflow == 0)
    let version = board.version
    try update(&board, from: 4, [try writer.event(1)])
    #expect(board.events.count == EventBoard.limit && board.overflow == 1 && board.version == version)
  }

  @Test("neither the counter nor the minute of an RSI makes it another one")
  func digest() throws {
    func digest(_ counter: UInt8, _ minute: UInt32?, _ text: String) throws -> UInt64 {
      let octets = try writer.announcements(events: [try writer.event(5, text: text)]) {
        $0.msgCnt = counter
        $0.moy = minute
      }
      let padded = octets + [UInt8](repeating: 0, count: DecodeContext.padding)
      return padded.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { ContentDigest.roadsideInformation($0, count: octets.count) } ?? 0
      }
    }
    #expect(try digest(0, nil, "works") == digest(99, nil, "works"))
    #expect(try digest(0, 1000, "works") == digest(1, 1001, "works"))
    #expect(try digest(0, nil, "works") != digest(0, nil, "worms"))
    #expect(try digest(0, 1000, "works") != digest(0, 1000, "worms"))
  }

  @Test("neither the counter nor the minute of a MAP makes it another one")
  func mapDigest() throws {
    func digest(_ counter: UInt8, _ minute: UInt32?, _ node: UInt16) throws -> UInt64 {
      let octets = try writer.map([try writer.roadNode(node)], minute: minute, counter: counter)
      let padded = octets + [UInt8](repeating: 0, count: DecodeContext.padding)
      return padded.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { ContentDigest.map($0, count: octets.count) } ?? 0
      }
    }
    #expect(try digest(0, nil, 7) == digest(99, nil, 7))
    #expect(try digest(0, 1000, 7) == digest(1, 1001, 7))
    #expect(try digest(0, nil, 7) != digest(0, nil, 8))
    #expect(try digest(0, 1000, 7) != digest(0, 1000, 8))
  }
}
