import EdgeFixtures
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Ingest

@Suite("lanes of a MAP")
struct LaneMapBuilderTests {
  typealias Lane = MessagesCSAE.Lane
  let writer = MessageWriter()

  func built(_ links: [Link]) throws -> (nodes: [RoadNode], lanes: [RoadModel.Lane], lanesWithoutShape: Int) {
    LaneMapBuilder.build(try writer.mapData([try writer.roadNode(7, links: links)]), frame: MessageWriter.frame)
  }

  static func isNear(_ point: LocalPoint, _ east: Double, _ north: Double) -> Bool {
    point.distance(to: LocalPoint(east: east, north: north)) < 0.03
  }

  @Test("a lane with points of its own lies there")
  func ownPoints() throws {
    let lane = try writer.lane(1, points: [(-100, 2), (-10, 2)])
    let result = try built([try writer.link(from: 9, points: [(-100, 50), (-10, 50)], lanes: [lane])])
    #expect(result.lanesWithoutShape == 0)
    let found = try #require(result.lanes.first)
    #expect(found.centerLine.count == 2 && Self.isNear(found.centerLine[0], -100, 2))
    #expect(Self.isNear(found.centerLine[1], -10, 2) && found.width == 3.5 && found.number == 1)
    #expect(found.upstreamNode == NodeID(region: 105, number: 9))
    #expect(found.downstreamNode == NodeID(region: 105, number: 7))
    #expect(result.nodes.map(\.id) == [NodeID(region: 105, number: 7)])
  }

  @Test("lanes without points lie beside each other on their link's, the first one leftmost")
  func sideways() throws {
    // East-bound: left is north. Three lanes of 3 m, 3 m and 4 m: the road is 10 m wide.
    let lanes = [try writer.lane(1, width: 300), try writer.lane(2, width: 300), try writer.lane(3, width: 400)]
    let found = try built([try writer.link(from: 9, points: [(-100, 0), (0, 0)], lanes: lanes)]).lanes
    try #require(found.count == 3)
    #expect(Self.isNear(found[0].centerLine[0], -100, 3.5) && Self.isNear(found[0].centerLine[1], 0, 3.5))
    #expect(Self.isNear(found[1].centerLine[0], -100, 0.5))
    #expect(Self.isNear(found[2].centerLine[1], 0, -3))
  }

  @Test("a lane without a width has its share of the link's; without either 3.5 m")
  func width() throws {
    let lanes = try (1...3).map { try writer.lane($0, width: nil) }
    let found = try built([try writer.link(from: 9, width: 1050, points: [(-100, 0), (0, 0)], lanes: lanes)]).lanes
    #expect(found.map(\.width) == [3.5, 3.5, 3.5])
    #expect(Self.isNear(found[0].centerLine[0], -100, 3.5))
    let other = MessageWriter(.csae53_2020)
    let lane = try other.lane(1, width: nil, points: [(-100, 0), (0, 0)])
    let link = try other.link(from: 9, width: nil, lanes: [lane])
    let message = try other.mapData([try other.roadNode(7, links: [link])])
    #expect(LaneMapBuilder.build(message, frame: MessageWriter.frame).lanes.map(\.width) == [3.5])
  }

  @Test("lanes without any shape are left out and counted, and the others stay")
  func shapeless() throws {
    let lanes = [try writer.lane(1), try writer.lane(2, points: [(-50, 0), (0, 0)]), try writer.lane(3)]
    let result = try built([try writer.link(from: 9, lanes: lanes)])
    #expect(result.lanesWithoutShape == 2)
    #expect(result.lanes.map(\.number) == [2])
  }

  @Test("a point beyond the reach of the frame is none")
  func farPoint() throws {
    var far = RoadPoint()
    var place = PositionLLmD64b()
    (place.lat, place.lon) = (-397_900_000, -600_000_000)
    far.posOffset.offsetLL = .positionLatLon(place)
    let points = try writer.arena.list([far, far])
    let lane = try writer.lane(1) { $0.points = points }
    let result = try built([try writer.link(from: 9, lanes: [lane])])
    #expect(result.lanes.isEmpty && result.lanesWithoutShape == 1)
  }

  @Test("a connection that names no phase has that of the link's movement to the same node")
  func phases() throws {
    func connection(_ node: UInt16, _ phase: UInt8?) -> Connection {
      var connection = Connection()
      connection.remoteIntersection = MessageWriter.node(node)
      connection.phaseId = phase
      return connection
    }
    var movement = Movement()
    movement.remoteIntersection = MessageWriter.node(20)
    movement.phaseId = 6
    let ways = try writer.arena.list([connection(20, nil), connection(20, 3), connection(21, nil)])
    let movements = try writer.arena.list([movement])
    let lane = try writer.lane(1, points: [(-50, 0), (0, 0)]) {
      $0.connectsTo = ways
      $0.maneuvers = [.maneuverStraightAllowed, .maneuverUTurnAllowed]
    }
    let found = try built([try writer.link(from: 9, lanes: [lane]) { $0.movements = movements }]).lanes
    #expect(found.first?.connections.map(\.phase) == [6, 3, nil])
    #expect(found.first?.connections.map(\.remoteNode.number) == [20, 20, 21])
    #expect(found.first?.maneuvers == [.straight, .uTurn])
  }

  @Test("a lane's own limit goes before its link's, and only that of all vehicles counts")
  func speedLimits() throws {
    func limits(_ type: SpeedLimitType, _ speed: UInt16) throws -> PackedList<RegulatorySpeedLimit> {
      var limit = RegulatorySpeedLimit()
      limit.type = type
      limit.speed = speed
      return try writer.arena.list([limit])
    }
    let own = try limits(.vehicleMaxSpeed, 500)
    let trucks = try limits(.truckMaxSpeed, 400)
    let common = try limits(.vehicleMaxSpeed, 800)
    let line = [(-50.0, 0.0), (0.0, 0.0)]
    let lanes = [
      try writer.lane(1, points: line) { $0.speedLimits = own }, try writer.lane(2, points: line),
      try writer.lane(3, points: line) { $0.speedLimits = trucks },
    ]
    let found = try built([try writer.link(from: 9, lanes: lanes) { $0.speedLimits = common }]).lanes
    #expect(found.map(\.speedLimit) == [10, 16, nil])
  }
}

@Suite("the map of several units")
struct MapStoreTests {
  let writer = MessageWriter()
  static let start = CoreUnderTest.start

  /// A map of one node with `lanes` lanes.
  func message(node: UInt16 = 7, lanes: Int, minute: UInt32? = nil) throws -> MapData {
    let lanes = try (1...lanes).map { try writer.lane(UInt8($0), points: [(-50, 0), (0, 0)]) }
    return try writer.mapData(
      [try writer.roadNode(node, links: [try writer.link(from: 9, lanes: lanes)])], minute: minute)
  }

  /// Hands a message to a store as the core does, with the number of lanes as its digest.
  @discardableResult
  func hear(
    _ store: inout MapStore, lanes: Int, node: UInt16 = 7, minute: UInt32? = nil, from unit: UInt8 = 0,
    after: Double = 0
  ) throws -> Bool {
    defer { writer.arena.reset() }
    let now = Self.start + .seconds(after)
    let digest = UInt64(node) << 32 | UInt64(lanes)
    guard !store.repeats(digest, from: UnitIndex(unit), at: now) else { return false }
    return store.update(
      try message(node: node, lanes: lanes, minute: minute), digest: digest, from: UnitIndex(unit),
      frame: MessageWriter.frame, at: now)
  }

  @Test("the first message makes the map, and its repetition changes nothing")
  func first() throws {
    var store = MapStore()
    #expect(store.map.version == 0)
    let change1 = try hear(&store, lanes: 2)
    #expect(change1)
    #expect(store.map.version == 1 && store.map.lanes.count == 2)
    let change2 = try hear(&store, lanes: 2, after: 1)
    #expect(!change2)
    #expect(store.map.version == 1)
  }

  @Test("a unit's newer contents take the place of its older ones at once")
  func newer() throws {
    var store = MapStore()
    try hear(&store, lanes: 2)
    let change3 = try hear(&store, lanes: 3, after: 1)
    #expect(change3)
    #expect(store.map.version == 2 && store.map.lanes.count == 3)
  }

  @Test("a unit that goes back to an earlier map is followed once the later one was silent")
  func back() throws {
    var store = MapStore()
    try hear(&store, lanes: 2)
    try hear(&store, lanes: 3, after: 1)
    let change4 = try hear(&store, lanes: 2, after: 2)
    #expect(!change4)
    #expect(store.map.lanes.count == 3)
    let change5 = try hear(&store, lanes: 2, after: 12)
    #expect(change5)
    #expect(store.map.lanes.count == 2)
  }

  @Test("of two units with different maps the one with the later minute wins, the other is counted")
  func conflict() throws {
    var store = MapStore()
    try hear(&store, lanes: 2, minute: 100, from: 0)
    let change6 = try hear(&store, lanes: 3, minute: 90, from: 1)
    #expect(!change6)
    #expect(store.conflicts == 1 && store.map.lanes.count == 2)
    let change7 = try hear(&store, lanes: 4, minute: 110, from: 1)
    #expect(change7)
    #expect(store.map.lanes.count == 4)
  }

  @Test("minute 527040 is no time, and wins over nothing")
  func invalidMinute() throws {
    var store = MapStore()
    try hear(&store, lanes: 2, minute: 100, from: 0)
    let change8 = try hear(&store, lanes: 3, minute: 527_040, from: 1)
    #expect(!change8)
    #expect(store.map.lanes.count == 2)
  }

  @Test("where the unit in charge falls silent, the map that another one keeps sending comes into force")
  func silence() throws {
    var store = MapStore()
    try hear(&store, lanes: 2, minute: 100, from: 0)
    for second in 1...9 { try hear(&store, lanes: 3, minute: 90, from: 1, after: Double(second)) }
    #expect(store.map.lanes.count == 2)
    try hear(&store, lanes: 3, minute: 90, from: 1, after: 11)
    #expect(store.map.lanes.count == 3)
  }

  @Test("two maps of one node that a unit sends in turn do not take each other's place all the time")
  func turns() throws {
    var store = MapStore()
    for second in 0..<60 { try hear(&store, lanes: second % 2 + 1, after: Double(second)) }
    #expect(store.map.version <= 2)
  }

  @Test("nodes come in the order of their numbers, lanes after their nodes, whatever came first")
  func order() throws {
    var store = MapStore()
    try hear(&store, lanes: 2, node: 9)
    try hear(&store, lanes: 1, node: 3)
    #expect(store.map.nodes.map(\.id.number) == [3, 9])
    #expect(store.map.lanes.map(\.downstreamNode.number) == [3, 9, 9])
    #expect(store.map.lanes.map(\.number) == [1, 1, 2])
  }

  @Test("a unit that invents nodes without end fills the store and no more")
  func limit() throws {
    var store = MapStore()
    for node in 0..<UInt16(MapStore.nodeLimit + 40) { try hear(&store, lanes: 1, node: node) }
    #expect(store.map.nodes.count == MapStore.nodeLimit)
    #expect(store.overflow == 40)
    for node in 0..<UInt16(300) { try hear(&store, lanes: 32, node: node, after: 1) }
    #expect(store.map.lanes.count <= MapStore.laneLimit)
    #expect(store.overflow > 40)
  }
}
