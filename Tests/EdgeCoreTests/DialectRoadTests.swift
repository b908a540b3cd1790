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

/// One crossing: lane 1 leads north to the stop line at the reference point, lane 2 leads on to the north.
@Suite("lanes, lights and announcements of J2735 and ETSI")
struct DialectRoadTests {
  static let start = CoreUnderTest.start
  static let addresses = (0..<2).map { NetworkAddress(10, 0, 0, UInt8($0) + 1) }

  static func core() -> CoreUnderTest {
    CoreUnderTest([
      CoreUnderTest.device(0, dialect: .saeJ2735), CoreUnderTest.device(1, dialect: .etsiITS),
    ])
  }

  static func saeMap(_ minute: UInt32? = nil, change: (inout SAEIntersectionGeometry) -> Void = { _ in }) throws
    -> [UInt8]
  {
    let writer = SAEMessageWriter()
    func step(_ x: Int16, _ y: Int16) -> SAENodeXY {
      var part = SAENodeXY28b()
      (part.x, part.y) = (x, y)
      var node = SAENodeXY()
      node.delta = .nodeXY5(part)
      return node
    }
    func lane(_ number: UInt8, _ direction: SAELaneDirection, _ steps: [SAENodeXY]) throws -> SAEGenericLane {
      var lane = SAEGenericLane()
      lane.laneID = number
      lane.laneAttributes.directionalUse = direction
      lane.laneAttributes.laneType = .vehicle(ExtensibleBits(bits: 0, count: 8))
      lane.nodeList = .nodes(try writer.arena.list(steps))
      return lane
    }
    var ingress = try lane(1, .ingressPath, [step(0, -500), step(0, -8000)])
    ingress.ingressApproach = 3
    ingress.maneuvers = .maneuverStraightAllowed
    var connection = SAEConnection()
    connection.connectingLane.lane = 2
    connection.signalGroup = 5
    ingress.connectsTo = try writer.arena.list([connection])
    let egress = try lane(2, .egressPath, [step(0, 500), step(0, 8000)])
    var beside = SAEComputedLane()
    beside.referenceLaneId = 1
    beside.offsetXaxis = .small(350)
    var computed = try lane(4, .ingressPath, [step(0, 0), step(0, 1)])
    computed.nodeList = .computed(try writer.arena.reference(beside))
    var intersection = SAEIntersectionGeometry()
    intersection.id.id = 12
    intersection.refPoint = SAEMessageWriter.position(0, 0)
    intersection.laneWidth = 320
    intersection.laneSet = try writer.arena.list([ingress, egress, computed])
    change(&intersection)
    var message = SAEMapData()
    message.timeStamp = minute
    message.intersections = try writer.arena.list([intersection])
    return try writer.octets(.mapData(try writer.arena.reference(message)), number: 18)
  }

  static func saeSignals(at time: Instant, moved: Double = 0) throws -> [UInt8] {
    let writer = SAEMessageWriter()
    func mark(_ seconds: Double) -> UInt16 { UInt16((time.milliseconds / 100 + Int64(seconds * 10)) % 36_000) }
    var red = SAEMovementEvent()
    red.eventState = .stopAndRemain
    var timing = SAETimeChangeDetails()
    (timing.minEndTime, timing.maxEndTime, timing.likelyTime) = (mark(8), mark(14), mark(10))
    red.timing = timing
    var green = SAEMovementEvent()
    green.eventState = .protectedMovementAllowed
    timing = SAETimeChangeDetails()
    (timing.startTime, timing.minEndTime, timing.maxEndTime) = (mark(10), mark(30), mark(30))
    green.timing = timing
    var movement = SAEMovementState()
    movement.signalGroup = 5
    movement.stateTimeSpeed = try writer.arena.list([red, green])
    var state = SAEIntersectionState()
    state.id.id = 12
    (state.moy, state.timeStamp) = (MessageTime.parts(of: time).minuteOfYear, MessageWriter.second(time))
    state.states = try writer.arena.list([movement])
    var message = SAESPAT()
    message.intersections = try writer.arena.list([state])
    return try writer.octets(.spat(try writer.arena.reference(message)), number: 19)
  }

  @Test("a crossing of J2735 shows lanes with their lights, and a vehicle is on its lane")
  func crossing() throws {
    let core = Self.core()
    core.send(try Self.saeMap())
    #expect(core.mapVersions == [1] && core.counters.accepted == 1)
    let map = core.core.maps.map
    let (inner, outer) = (NodeID(region: nil, number: 12), NodeID(region: nil, number: 0))
    #expect(map.nodes.map(\.id) == [inner] && map.lanes.count == 3 && core.core.maps.lanesWithoutShape == 0)
    let ingress = try #require(map.lanes.first { $0.number == 1 })
    #expect(ingress.downstreamNode == inner && ingress.upstreamNode == outer && ingress.branch == 3)
    #expect(ingress.centerLine.last?.distance(to: LocalPoint(east: 0, north: -5)) ?? 9 < 0.02)
    #expect(ingress.centerLine.first?.distance(to: LocalPoint(east: 0, north: -85)) ?? 9 < 0.02)
    #expect(abs(ingress.width - 3.2) < 1e-9 && ingress.maneuvers == .straight)
    #expect(
      ingress.connections == [LaneConnection(remoteNode: outer, remoteLaneNumber: 2, phase: 5, maneuvers: [])])
    let egress = try #require(map.lanes.first { $0.number == 2 })
    #expect(egress.upstreamNode == inner && egress.downstreamNode == outer && egress.connections.isEmpty)
    #expect(egress.centerLine.first?.distance(to: LocalPoint(east: 0, north: 5)) ?? 9 < 0.02)
    let beside = try #require(map.lanes.first { $0.number == 4 })
    #expect(beside.centerLine.last?.distance(to: LocalPoint(east: 3.5, north: -5)) ?? 9 < 0.02)
    core.send(try Self.saeSignals(at: Self.start))
    let writer = SAEMessageWriter()
    for tick in 0..<20 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      var state = VehicleState(time: time, position: MessageWriter.frame.position(of: LocalPoint(east: 0, north: -40)))
      (state.speed, state.heading) = (0, 0)
      core.send(try writer.selfReport(state), at: time)
      core.core.advance(to: time + .milliseconds(50), into: &core.effects)
    }
    let object = try #require(core.core.objects.first)
    let lane = try #require(object.lane)
    #expect(core.core.maps.map.lanes[lane.lane].number == 1 && abs(lane.along - 45) < 1)
    let shown = try #require(core.core.signals.signals(at: Self.start + .seconds(1)).first)
    #expect(shown.node == inner && shown.phases.map(\.phase) == [5] && shown.phases[0].light == .red)
    let phase = shown.phases[0]
    #expect(abs((phase.remaining ?? 0) - 9) < 0.11 && abs((phase.remainingEarliest ?? 0) - 7) < 0.11)
    #expect(abs((phase.remainingLatest ?? 0) - 13) < 0.11 && phase.nextLight == .protectedGreen)
    let later = try #require(core.core.signals.signals(at: Self.start + .seconds(11)).first)
    #expect(later.phases[0].light == .unavailable)
    let findings = core.core.snapshot(at: Self.start + .seconds(1), sequence: 1).findings
    #expect(!findings.contains { [.signalsWithoutMap, .phaseWithoutSignal, .signalWithoutLane].contains($0.kind) })
  }

  @Test("a light of J2735 goes on to the next one by itself")
  func nextLight() throws {
    let core = Self.core()
    core.send(try Self.saeSignals(at: Self.start))
    core.send(try Self.saeSignals(at: Self.start + .seconds(2)), at: Self.start + .seconds(2))
    #expect(core.core.signals.updates == 2)
    let shown = core.core.signals.signals(at: Self.start + .seconds(6.9))
    #expect(shown.first?.phases.first?.light == .red && abs((shown.first?.phases.first?.remaining ?? 0) - 5.1) < 0.11)
  }

  @Test("a map that comes again with another time alone is not built again, and one that changed is")
  func repeated() throws {
    let core = Self.core()
    for minute in [100, 100, 101] as [UInt32] { core.send(try Self.saeMap(minute)) }
    #expect(core.mapVersions == [1] && core.counters.accepted == 3)
    core.send(try Self.saeMap(102) { $0.laneWidth = 350 })
    #expect(core.mapVersions == [1, 2])
  }

  @Test("a map without widths, limits and connections is usable; one whose lanes have no shape is told")
  func poor() throws {
    let core = Self.core()
    core.send(
      try Self.saeMap { intersection in
        intersection.laneWidth = nil
        var lanes = Array(intersection.laneSet)
        lanes[0].connectsTo = nil
        lanes[0].maneuvers = nil
        lanes[0].ingressApproach = nil
        if case .computed(let part) = lanes[2].nodeList { part.address.pointee.referenceLaneId = 99 }
        for place in lanes.indices { intersection.laneSet.base?[place] = lanes[place] }
      })
    #expect(core.core.maps.map.lanes.count == 2 && core.core.maps.lanesWithoutShape == 1)
    let lane = try #require(core.core.maps.map.lanes.first { $0.number == 1 })
    #expect(lane.width == 3.5 && lane.connections.isEmpty && lane.speedLimit == nil && lane.branch == 0)
  }

  @Test("a MAPEM and a SPATEM show the same crossing, in packets")
  func european() throws {
    let core = Self.core()
    let writer = ETSIMessageWriter()
    var part = ETSINodeXY28b()
    var nodes: [ETSINodeXY] = []
    for y: Int16 in [-500, -8000] {
      part.y = y
      var node = ETSINodeXY()
      node.delta = .nodeXY5(part)
      nodes.append(node)
    }
    var lane = ETSIGenericLane()
    lane.laneID = 1
    lane.laneAttributes.directionalUse = .ingressPath
    lane.laneAttributes.laneType = .bikeLane([])
    lane.nodeList = .nodes(try writer.arena.list(nodes))
    var connection = ETSIConnection()
    (connection.connectingLane.lane, connection.signalGroup) = (2, 5)
    lane.connectsTo = try writer.arena.list([connection])
    var intersection = ETSIIntersectionGeometry()
    (intersection.id.region, intersection.id.id) = (49, 12)
    let place = MessageWriter.position(0, 0)
    (intersection.refPoint.lat, intersection.refPoint.long) = (place.lat, place.long)
    intersection.laneSet = try writer.arena.list([lane])
    var map = ETSIMAPEM()
    (map.header.protocolVersion, map.header.messageID) = (2, 5)
    map.map.intersections = try writer.arena.list([intersection])
    let octets = try writer.octets(.mapem(try writer.arena.reference(map)))
    for _ in 0..<2 { core.send(octets, from: Self.addresses[1]) }
    #expect(core.mapVersions == [1] && core.counters.messages(of: .map) == 2)
    let known = try #require(core.core.maps.map.lanes.first)
    #expect(known.type == .bicycle && known.downstreamNode == NodeID(region: 49, number: 12))
    #expect(known.upstreamNode == NodeID(region: 49, number: 0) && known.connections.map(\.phase) == [5])

    var event = ETSIMovementEvent()
    event.eventState = .permissiveClearance
    var movements: [ETSIMovementState] = []
    for group: UInt8 in 1...20 {
      var movement = ETSIMovementState()
      movement.signalGroup = group
      movement.stateTimeSpeed = try writer.arena.list([event])
      movements.append(movement)
    }
    var state = ETSIIntersectionState()
    (state.id.region, state.id.id) = (49, 12)
    state.states = try writer.arena.list(movements)
    var signals = ETSISPATEM()
    (signals.header.protocolVersion, signals.header.messageID) = (2, 4)
    signals.spat.intersections = try writer.arena.list([state])
    core.send(try writer.octets(.spatem(try writer.arena.reference(signals))), from: Self.addresses[1])
    let shown = try #require(core.core.signals.signals(at: Self.start).first)
    #expect(shown.node == NodeID(region: 49, number: 12) && shown.phases.map(\.phase) == Array(1...20))
    #expect(shown.phases.allSatisfy { $0.light == .yellow && $0.remaining == nil })
  }

  // MARK: Announcements

  @Test("a traveler information is an announcement with its place, way, text and times")
  func traveler() throws {
    let core = Self.core()
    let writer = SAEMessageWriter()
    func octets(_ text: String) throws -> [UInt8] {
      var code = SAEITIScodesAndTextElement()
      code.item = .itis(1025)
      var phrase = SAEITIScodesAndTextElement()
      phrase.item = .text(try writer.arena.list(Array(text.utf8)))
      var circle = SAEGeometricProjection()
      (circle.circle.center, circle.circle.radius, circle.circle.units) = (
        SAEMessageWriter.position(30, 40), 12, .meter
      )
      var region = SAEGeographicalPath()
      region.anchor = SAEMessageWriter.position(1, 2)
      region.description = .geometry(try writer.arena.reference(circle))
      var data = SAETravelerDataFrame()
      data.frameType = .advisory
      data.msgId = .furtherInfoID(0)
      (data.startYear, data.startTime, data.duratonTime) = (2026, MessageTime.parts(of: Self.start).minuteOfYear, 30)
      data.priority = 5
      data.regions = try writer.arena.list([region])
      data.content = .advisory(try writer.arena.list([code, phrase]))
      var message = SAETravelerInformation()
      message.dataFrames = try writer.arena.list([data])
      return try writer.octets(.travelerInformation(try writer.arena.reference(message)), number: 31)
    }
    for _ in 0..<3 { core.send(try octets("SLOW")) }
    #expect(core.eventVersions == [1] && core.counters.messages(of: .rsi) == 3)
    let event = try #require(core.core.events.events.first)
    #expect(event.scheme == .itis && event.code == 1025 && event.text == "SLOW" && event.category == .event)
    #expect(event.radius == 12 && event.priority == 5)
    #expect(try #require(event.position).distance(to: LocalPoint(east: 30, north: 40)) < 0.02)
    let begins = try #require(event.begins)
    #expect(event.ends == begins + .seconds(1800) && (Self.start - begins).seconds < 60)
    core.send(try octets("STOP"))
    #expect(core.eventVersions == [1, 2] && core.core.events.events.map(\.text) == ["STOP"])
    core.core.advance(to: Self.start + .seconds(10.1), into: &core.effects)
    #expect(core.core.events.events.isEmpty)
  }

  static func notification(
    _ sequence: UInt16 = 1, change: (inout ETSIDecentralizedEnvironmentalNotificationMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    let writer = ETSIMessageWriter()
    var message = ETSIDENM()
    (message.header.protocolVersion, message.header.messageID, message.header.stationID) = (2, 1, 42)
    var management = ETSIManagementContainer()
    (management.actionID.originatingStationID, management.actionID.sequenceNumber) = (42, sequence)
    management.detectionTime = StationTime.milliseconds(of: start - .seconds(5))
    management.referenceTime = management.detectionTime
    management.eventPosition = ETSIMessageWriter.reference(30, 40)
    management.validityDuration = 65
    management.stationType = 15
    message.denm.management = management
    var situation = ETSISituationContainer()
    (situation.eventType.causeCode, situation.eventType.subCauseCode) = (3, 4)
    message.denm.situation = situation
    change(&message.denm)
    return try writer.octets(.denm(try writer.arena.reference(message)))
  }

  @Test("a DENM is an announcement until its end by its own word, repeated or not")
  func denm() throws {
    let core = Self.core()
    for _ in 0..<2 { core.send(try Self.notification(), from: Self.addresses[1]) }
    let event = try #require(core.core.events.events.first)
    #expect(core.eventVersions == [1] && core.core.events.events.count == 1)
    #expect(event.scheme == .etsi && event.code == 3 && event.subcode == 4 && event.text == "roadworks, sub-cause 4")
    #expect(event.number == 42 << 16 | 1 && event.ends == Self.start + .seconds(60))
    #expect(try #require(event.position).distance(to: LocalPoint(east: 30, north: 40)) < 0.02)
    core.core.advance(to: Self.start + .seconds(59.9), into: &core.effects)
    #expect(core.core.events.events.count == 1)
    core.core.advance(to: Self.start + .seconds(60.1), into: &core.effects)
    #expect(core.core.events.events.isEmpty && core.eventVersions == [1, 2])
  }

  @Test("a DENM that says its event is over ends it, and one that is over begins nothing")
  func termination() throws {
    let core = Self.core()
    core.send(try Self.notification(1), from: Self.addresses[1])
    core.send(try Self.notification(2), from: Self.addresses[1])
    core.send(
      try Self.notification(1) {
        $0.management.termination = .isCancellation
        $0.situation = nil
      }, from: Self.addresses[1])
    #expect(core.core.events.events.map(\.number) == [42 << 16 | 2])
    core.send(try Self.notification(3) { $0.management.validityDuration = 2 }, from: Self.addresses[1])
    #expect(core.core.events.events.count == 1 && core.counters.accepted == 4)
  }

  @Test("an RSI's event and sign keep all that they say: links, lanes, times, confidence, auxiliary sign")
  func complete() throws {
    let core = CoreUnderTest()
    let writer = MessageWriter()
    var link = ReferenceLink()
    (link.upstreamNodeId, link.downstreamNodeId) = (MessageWriter.node(1), MessageWriter.node(2))
    link.referenceLanes = [.lane2]
    let links = try writer.arena.list([link])
    var times = RSITimeDetails()
    times.startTime = MessageTime.parts(of: Self.start).minuteOfYear
    times.endTime = (times.startTime ?? 0) + 10
    let event = try writer.event(1) {
      $0.referenceLinks = links
      $0.timeDetails = times
      $0.eventConfidence = 100
      $0.eventSource = EventSource(index: 5)
    }
    var sign = RTSData()
    (sign.rtsId, sign.signType) = (2, 14)
    sign.referenceLinks = links
    var auxiliary = MessagesCSAE.AuxiliarySign()
    auxiliary.signWithVehicleType = ExtensibleBits(bits: 1 << 61, count: 5)
    auxiliary.signDirection = AuxiliarySignDirection(index: 3)
    sign.auxiliarySign = auxiliary
    core.send(try writer.announcements(events: [event], signs: [sign]))
    let told = core.core.events.events
    #expect(told.count == 2 && told.allSatisfy { $0.links.map(\.lanes) == [[2]] && $0.scheme == .gb })
    #expect(told[0].confidence == 0.5 && told[0].origin == 5 && told[0].auxiliary == nil)
    #expect(told[0].begins.map { (Self.start - $0).seconds < 60 } ?? false)
    #expect(told[0].ends == told[0].begins.map { $0 + .seconds(600) })
    #expect(told[1].auxiliary == RoadModel.AuxiliarySign(vehicles: ["truck"], direction: "left"))
    #expect(told[1].confidence == nil && told[1].origin == nil && told[1].ends == nil)
  }
}
