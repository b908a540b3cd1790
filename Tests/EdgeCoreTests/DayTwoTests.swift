import EdgeCore
import EdgeFixtures
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import RoadModel
import Testing

@Suite("obstacles, intentions and proposals")
struct DayTwoTests {
  static let start = CoreUnderTest.start
  static let addresses = (0..<3).map { NetworkAddress(10, 0, 0, UInt8($0) + 1) }
  let writer = MessageWriter()

  static func core() -> CoreUnderTest {
    CoreUnderTest([
      CoreUnderTest.device(0), CoreUnderTest.device(1, dialect: .saeJ2735), CoreUnderTest.device(2, dialect: .etsiITS),
    ])
  }

  static func obstacle(_ number: UInt16, _ type: ObstacleType, _ east: Double, at time: Instant) -> DetectedObstacleData
  {
    var data = DetectedObstacleData()
    data.obsId = number
    data.obsType = type
    data.objTypeConfidence = 150
    data.source = .lidar
    data.secMark = MessageWriter.second(time)
    data.pos = MessageWriter.offset(east, 4)
    data.posConfidence.pos = .a50cm
    (data.speed, data.heading) = (0, 28_800)
    (data.size.length, data.size.width) = (12, 5)
    data.tracking = 30
    return data
  }

  @Test("an SSM's obstacle is on the board with all that is known of it, and ends three seconds after the last")
  func obstacles() throws {
    let core = Self.core()
    let later = Self.start + .seconds(1)
    for time in [Self.start, later] {
      core.send(
        try writer.sharing([], obstacles: [Self.obstacle(9, .trafficcone, 12, at: time)], at: time), at: time)
    }
    let seen = try #require(core.core.obstacles.obstacles.first)
    #expect(core.core.obstacles.obstacles.count == 1 && core.counters.accepted == 2 && core.core.trackCount == 0)
    #expect(seen.kind == .trafficCone && seen.number == 9 && seen.sender == MessageWriter.unit("RSU0001A"))
    #expect(seen.confidence == 0.75 && seen.method == .lidar && seen.positionDeviation == 0.25)
    #expect(seen.position.distance(to: LocalPoint(east: 12, north: 4)) < 0.02 && seen.trackedSeconds == 30)
    #expect(abs((seen.size?.length ?? 0) - 1.2) < 1e-9 && seen.heading == nil && seen.speed == 0)
    #expect(seen.since == Self.start && seen.lastTold == later && seen.time == later)
    core.core.advance(to: later + .seconds(3), into: &core.effects)
    #expect(core.core.snapshot(at: later, sequence: 1).obstacles.count == 1)
    core.core.advance(to: later + .milliseconds(3001), into: &core.effects)
    #expect(core.core.obstacles.obstacles.isEmpty)
  }

  @Test("an obstacle or animal of an SDSM, and a thing or animal of a CPM, is no road user")
  func things() throws {
    let core = Self.core()
    var cone = SAEMessageWriter.object(1, 10, 0) {
      $0.objType = .unknown
      $0.objTypeCfd = 80
    }
    var details = SAEDetectedObstacleData()
    (details.obstSize.length, details.obstSize.width) = (8, 4)
    cone.detObjOptData = .detObst(details)
    let deer = SAEMessageWriter.object(2, 20, 0) { $0.objType = .animal }
    let car = SAEMessageWriter.object(3, 30, 0)
    core.send(try SAEMessageWriter().perception([cone, deer, car], at: Self.start), from: Self.addresses[1])
    let etsi = ETSIMessageWriter()
    func object(_ number: UInt16, _ objectClass: ETSIObjectClass) throws -> ETSIPerceivedObject {
      var described = ETSIObjectClassWithConfidence()
      (described.objectClass, described.confidence) = (objectClass, 90)
      let classes = try etsi.arena.list([described])
      return ETSIMessageWriter.object(number, 40, 20 * Double(number)) { $0.classification = classes }
    }
    let objects = [
      try object(1, .otherSubClass(1)), try object(2, .vruSubClass(.animal(1))), try object(3, .vehicleSubClass(5)),
    ]
    core.send(try etsi.perception(objects, at: Self.start), from: Self.addresses[2])
    #expect(core.counters.accepted == 2 && core.core.trackCount == 2)
    let seen = core.core.obstacles.obstacles
    #expect(
      seen.map(\.kind) == [.unknown, .animal, .unknown, .animal] && seen.map(\.scheme) == [.sae, .sae, .etsi, .etsi])
    #expect(seen.map(\.confidence) == [0.8, 0, 0.9, 0.9] && seen.map(\.number) == [1, 2, 1, 2])
    #expect(
      abs((seen[0].size?.length ?? 0) - 0.8) < 1e-9
        && seen[2].position.distance(to: LocalPoint(east: 40, north: 20)) < 0.02)
  }

  @Test("obstacles beyond the room for them are counted and told to the operator")
  func room() throws {
    let core = Self.core()
    for vehicle in 0..<5 {
      let data = (0..<60).map { Self.obstacle(UInt16($0 + 1), .rockfall, Double($0), at: Self.start) }
      core.send(try writer.sharing(id: UInt64(vehicle) + 1, from: .obu, [], obstacles: data, at: Self.start))
    }
    #expect(core.core.obstacles.obstacles.count == ObstacleBoard.limit && core.core.obstacles.overflow == 44)
    let findings = core.core.snapshot(at: Self.start, sequence: 1).findings
    #expect(findings.contains { $0.kind == .noRoom && $0.sentence.contains("44") })
  }

  @Test("events of an SSM are announced, told anew only where they change, and end when they are not repeated")
  func sharedEvents() throws {
    let core = Self.core()
    func send(_ text: String, after seconds: Double) throws {
      let time = Self.start + .seconds(seconds)
      let event = try writer.event(4, code: 401, text: text)
      core.send(try writer.sharing([], at: time) { $0.rtes = try? writer.arena.list([event]) }, at: time)
    }
    try send("one", after: 0)
    try send("one", after: 1)
    try send("two", after: 2)
    #expect(core.eventVersions == [1, 2] && core.core.events.events.map(\.text) == ["two"])
    core.core.advance(to: Self.start + .seconds(12.1), into: &core.effects)
    #expect(core.core.events.events.isEmpty)
  }

  // MARK: Intentions

  private func point(_ east: Double, _ ahead: UInt16?) -> PathPlanningPoint {
    var point = PathPlanningPoint()
    point.pos = MessageWriter.offset(east, 0)
    point.speed = 500
    point.estimatedTime = ahead
    return point
  }

  private func intention(
    _ id: UInt64, _ requests: [DriveRequest], at time: Instant,
    change: (inout VehIntentionAndRequest) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = VehIntentionAndRequest()
    message.id = id
    message.secMark = MessageWriter.second(time)
    message.refPos = MessageWriter.position(0, 0)
    message.intAndReq.currentPos = point(3, nil)
    message.intAndReq.pathPlanning = try writer.arena.list([point(10, 100), point(20, 65_535)])
    message.intAndReq.currentBehavior = ExtensibleBits(bits: 0b0110_0000 << 56, count: 14)
    if !requests.isEmpty { message.intAndReq.reqs = try writer.arena.list(requests) }
    change(&message)
    return try writer.octets(13, .vehIntentionAndRequest(try writer.arena.reference(message)))
  }

  private func request(_ number: UInt8, _ info: ReqInfo, lifetime: UInt16? = nil) -> DriveRequest {
    var request = DriveRequest()
    request.reqID = number
    request.status = ReqStatus(index: 1)
    request.reqPriority = 5 << 5
    request.info = info
    request.lifeTime = lifetime
    return request
  }

  @Test("a VIR tells the vehicle's place, plan, behaviour and each of its requests")
  func requests() throws {
    let core = Self.core()
    var lane = ReqLaneChange()
    (lane.upstreamNode, lane.downstreamNode, lane.targetLane) = (MessageWriter.node(1), MessageWriter.node(2), 3)
    var clear = ReqClearTheWay()
    (clear.upstreamNode, clear.downstreamNode, clear.targetLane) = (MessageWriter.node(1), MessageWriter.node(2), 0)
    var begin = DDateTime()
    (begin.year, begin.month, begin.day, begin.hour, begin.minute, begin.offset) = (2026, 3, 18, 8, 30, 480)
    clear.tBegin = begin
    var priority = ReqSignalPriority()
    priority.intersectionId = MessageWriter.node(7)
    priority.requiredMov.remoteIntersection = MessageWriter.node(8)
    priority.requiredMov.phaseId = 4
    (priority.estimatedArrivalTime, priority.distance2Intersection) = (1200, 1500)
    var area = ReferencePath()
    area.activePath = try writer.arena.list([MessageWriter.offset(0, 0), MessageWriter.offset(50, 0)])
    var sharing = ReqSensorSharing()
    sharing.detectArea = try writer.arena.list([area])
    var parking = ReqParkingArea()
    parking.vehicleClass.classification = 25
    parking.req = ExtensibleBits(bits: 0b1010_0000 << 56, count: 12)
    parking.expectedParkingSlotID = 77
    let requests = [
      request(1, .laneChange(lane)), request(2, .clearTheWay(try writer.arena.reference(clear))),
      request(3, .signalPriority(try writer.arena.reference(priority)), lifetime: 1000),
      request(4, .sensorSharing(sharing)),
      request(5, .parking(try writer.arena.reference(parking))),
    ]
    core.send(try intention(0xabc, requests, at: Self.start))
    let told = try #require(core.core.intentions.intentions.first)
    #expect(told.vehicle == 0xabc && told.scheme == .csae && told.time == Self.start)
    #expect(try #require(told.position).distance(to: LocalPoint(east: 3, north: 0)) < 0.02)
    #expect(told.behaviors.names == ["laneChangingToLeft", "laneChangingToRight"])
    #expect(told.path.map(\.secondsAhead) == [1, nil] && told.path.map(\.speed) == [10, 10])
    #expect(told.requests.map(\.number) == [1, 2, 3, 4, 5] && told.requests.allSatisfy { $0.status == .requested })
    #expect(told.requests.allSatisfy { $0.priority == 5 })
    let nodes = (NodeID(region: 105, number: 1), NodeID(region: 105, number: 2))
    #expect(told.requests[0].purpose == .laneChange(RoadLink(upstream: nodes.0, downstream: nodes.1, lanes: [3])))
    // 08:30 eight hours east of Greenwich.
    let eight = Instant(milliseconds: 1_773_793_800_000)
    #expect(
      told.requests[1].purpose
        == .clearTheWay(RoadLink(upstream: nodes.0, downstream: nodes.1), path: [], begins: eight, ends: nil))
    guard case .signalPriority(let wish) = told.requests[2].purpose else { return #expect(Bool(false)) }
    #expect(wish.node.number == 7 && wish.remoteNode?.number == 8 && wish.phase == 4 && wish.distance == 150)
    #expect(wish.arrival == Self.start + .seconds(12) && told.requests[2].ends == Self.start + .seconds(10))
    guard case .sensorSharing(let ways) = told.requests[3].purpose else { return #expect(Bool(false)) }
    #expect(ways.map(\.count) == [2])
    guard case .parking(let slot) = told.requests[4].purpose else { return #expect(Bool(false)) }
    #expect(slot.wishes == ["enter", "park"] && slot.slot == 77 && slot.vehicle == .truck)
  }

  @Test("an intention ends five seconds after the last, or with the last of its requests")
  func life() throws {
    let core = Self.core()
    core.send(try intention(1, [], at: Self.start))
    var priority = ReqSignalPriority()
    priority.intersectionId = MessageWriter.node(7)
    core.send(
      try intention(
        2, [request(1, .signalPriority(try writer.arena.reference(priority)), lifetime: 2000)], at: Self.start))
    core.core.advance(to: Self.start + .seconds(5.1), into: &core.effects)
    #expect(core.core.intentions.intentions.map(\.vehicle) == [2])
    core.core.advance(to: Self.start + .seconds(20.1), into: &core.effects)
    #expect(core.core.intentions.intentions.isEmpty)
  }

  @Test("a vehicle's word takes the place of its last one, and an older one does not")
  func replaced() throws {
    let core = Self.core()
    let later = Self.start + .milliseconds(300)
    core.send(try intention(1, [], at: later) { $0.intAndReq.pathPlanning = nil }, at: later)
    core.send(try intention(1, [], at: Self.start), at: later)
    #expect(core.core.intentions.intentions.count == 1 && core.core.intentions.intentions[0].path.isEmpty)
    for vehicle in 0..<UInt64(300) { core.send(try intention(vehicle, [], at: later), at: later) }
    #expect(core.core.intentions.intentions.count == IntentionBoard.limit && core.core.intentions.overflow == 44)
  }

  @Test("a VIR of another time, place or no place is dropped by name")
  func intentionDrops() throws {
    let core = Self.core()
    core.send(try intention(1, [], at: Self.start - .seconds(3)))
    core.send(try intention(1, [], at: Self.start) { $0.refPos.lat = 900_000_001 })
    core.send(try intention(1, [], at: Self.start) { $0.refPos = MessageWriter.position(0, 6000) })
    for reason in [DropReason.timeFarOff, .positionUnavailable, .outsideArea] { #expect(core.counters[reason] == 1) }
    #expect(core.isAccountedFor && core.core.intentions.intentions.isEmpty)
  }

  @Test("an SRM is a wish to be let through its intersections")
  func signalRequest() throws {
    let core = Self.core()
    let sae = SAEMessageWriter()
    var package = SAESignalRequestPackage()
    package.request.id.id = 12
    package.request.requestID = 3
    package.request.requestType = SAEPriorityRequestType(index: 1)
    package.request.inBoundLane = .lane(2)
    package.request.outBoundLane = .approach(1)
    package.second = MessageWriter.second(Self.start + .seconds(8))
    package.duration = 4000
    var message = SAESignalRequestMessage()
    message.second = MessageWriter.second(Self.start)
    message.requests = try sae.arena.list([package])
    message.requestor.id = .entityID(0x77)
    var type = SAERequestorType()
    type.request = SAERequestImportanceLevel(index: 9)
    message.requestor.type = type
    core.send(
      try sae.octets(.signalRequestMessage(try sae.arena.reference(message)), number: 29), from: Self.addresses[1])
    let told = try #require(core.core.intentions.intentions.first)
    #expect(told.vehicle == 0x77 && told.scheme == .sae && told.position == nil && told.requests.count == 1)
    guard case .signalPriority(let wish) = told.requests[0].purpose else { return #expect(Bool(false)) }
    #expect(wish.node == NodeID(region: nil, number: 12) && wish.inboundLane == 2 && wish.outboundLane == nil)
    #expect(wish.arrival == Self.start + .seconds(8) && told.requests[0].ends == Self.start + .seconds(12))
    #expect(told.requests[0].priority == 9 && told.requests[0].status == .requested && told.requests[0].number == 3)
  }

  // MARK: Proposals

  private func coordination(
    unit: String = "RSU0001A", _ vehicles: [VehicleCoordination], _ lanes: [LaneCoordination] = [], at time: Instant
  ) throws -> [UInt8] {
    var message = RoadsideCoordination()
    message.id = MessageWriter.unit(unit)
    message.secMark = MessageWriter.second(time)
    message.refPos = MessageWriter.position(0, 0)
    if !vehicles.isEmpty { message.coordinates = try writer.arena.list(vehicles) }
    if !lanes.isEmpty { message.laneCoordinates = try writer.arena.list(lanes) }
    return try writer.octets(11, .roadsideCoordination(try writer.arena.reference(message)))
  }

  @Test("an RSC tells what vehicles and what those on some lanes are to do, for as long as it holds")
  func proposals() throws {
    let core = Self.core()
    var suggestion = DriveSuggestion()
    suggestion.suggestion = ExtensibleBits(bits: 1 << 52, count: 14)
    suggestion.lifeTime = 800
    var vehicle = VehicleCoordination()
    vehicle.vehId = 0x99
    vehicle.driveSuggestion = suggestion
    vehicle.pathGuidance = try writer.arena.list([point(5, 50)])
    vehicle.info = ExtensibleBits(bits: 1 << 63, count: 8)
    var lane = LaneCoordination()
    (lane.targetLane.upstreamNodeId, lane.targetLane.downstreamNodeId) = (MessageWriter.node(1), MessageWriter.node(2))
    lane.targetLane.referenceLanes = [.lane1, .lane3]
    lane.recommendedSpeed = 600
    lane.info = ExtensibleBits(bits: 1 << 57, count: 8)
    lane.description = .textString(try writer.arena.list(Array("slow".utf8)))
    core.send(try coordination([vehicle], [lane], at: Self.start))
    let advice = try #require(core.core.coordination.vehicles.first)
    #expect(advice.vehicle == 0x99 && advice.behaviors.names == ["slowDown"] && advice.path.count == 1)
    #expect(advice.purposes.names == ["cooperativeLaneChanging"] && advice.ends == Self.start + .seconds(8))
    let lanes = try #require(core.core.coordination.lanes.first)
    #expect(lanes.link.lanes == [1, 3] && lanes.link.upstream.number == 1 && lanes.speed == 12 && lanes.text == "slow")
    #expect(lanes.purposes.names == ["laneRestriction"] && lanes.begins == nil)
    core.core.advance(to: Self.start + .seconds(5.1), into: &core.effects)
    #expect(core.core.coordination.vehicles.count == 1 && core.core.coordination.lanes.isEmpty)
    core.core.advance(to: Self.start + .seconds(8.1), into: &core.effects)
    #expect(core.core.coordination.vehicles.isEmpty)
    core.send(try coordination(unit: "RSU0009Z", [VehicleCoordination()], at: Self.start))
    #expect(core.counters[.unitMismatch] == 1 && core.isAccountedFor)
  }

  @Test("the digest of a core tells of its boards, and an empty board adds nothing to it")
  func digest() throws {
    let (quiet, told) = (Self.core(), Self.core())
    let before = quiet.core.digest
    #expect(before == told.core.digest)
    told.send(try writer.sharing([], obstacles: [Self.obstacle(9, .trafficcone, 12, at: Self.start)], at: Self.start))
    quiet.send(try writer.sharing([], obstacles: [Self.obstacle(9, .trafficcone, 13, at: Self.start)], at: Self.start))
    #expect(quiet.core.digest != told.core.digest)
    for core in [quiet, told] { core.core.advance(to: Self.start + .seconds(4), into: &core.effects) }
    #expect(quiet.core.digest == told.core.digest)
  }
}
