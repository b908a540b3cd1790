public import Kernel
public import MessagesCSAE
public import PackedEncoding

/// Writes messages as devices send them, around one place on the earth.
public final class MessageWriter {
  /// The place that positions are told from: the origin of the local frame and where the units stand.
  public static let origin = GeodeticPosition(latitude: 39.79, longitude: 116.51)
  /// The frame of ``origin``.
  public static let frame = LocalFrame(origin: origin)

  /// Room for the lists of messages.
  public let arena = MessageArena()
  /// The dialect that is written.
  public let dialect: Dialect
  private let encoder = MessageEncoder()

  /// Makes a writer.
  public init(_ dialect: Dialect = .ydt3709_2020) { self.dialect = dialect }

  /// The octets of a frame; what was built in the arena is given back.
  public func octets(_ frame: MessageFrame) throws -> [UInt8] {
    defer { arena.reset() }
    return try encoder.octets(of: frame, as: dialect)
  }

  // MARK: Parts

  /// DF_Position3D of a point.
  public static func position(_ east: Double, _ north: Double) -> Position3D {
    let place = frame.position(of: LocalPoint(east: east, north: north))
    var position = Position3D()
    position.lat = Int32((place.latitude * 1e7).rounded())
    position.long = Int32((place.longitude * 1e7).rounded())
    return position
  }

  /// DF_PositionOffsetLLV that leads from the origin to a point.
  public static func offset(_ east: Double, _ north: Double) -> PositionOffsetLLV {
    let place = position(east, north)
    let zero = position(0, 0)
    var part = PositionLL48B()
    part.lat = place.lat - zero.lat
    part.lon = place.long - zero.long
    var offset = PositionOffsetLLV()
    offset.offsetLL = .positionLL6(part)
    return offset
  }

  /// DE_DSecond of an instant.
  public static func second(_ time: Instant) -> UInt16 {
    UInt16(((time.milliseconds % 60_000) + 60_000) % 60_000)
  }

  /// A node's identity.
  public static func node(_ number: UInt16, region: UInt16? = 105) -> NodeReferenceID {
    var id = NodeReferenceID()
    id.region = region
    id.id = number
    return id
  }

  /// A car that stands at a point and looks north, as a unit perceives it.
  public static func participant(_ number: UInt16, _ east: Double, _ north: Double, at time: Instant) -> ParticipantData
  {
    var data = ParticipantData()
    data.ptcType = .motor
    data.ptcId = number
    data.source = .lidar
    data.secMark = second(time)
    data.pos = offset(east, north)
    data.posConfidence.pos = .a50cm
    data.size.width = 180
    data.size.length = 460
    return data
  }

  // MARK: Messages

  /// An RSM.
  public func perception(
    unit: String = "RSU0001A", east: Double = 0, north: Double = 0, _ participants: [ParticipantData],
    change: (inout RoadsideSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = RoadsideSafetyMessage()
    message.id = MessageWriter.unit(unit)
    message.refPos = MessageWriter.position(east, north)
    message.participants = try arena.list(participants)
    change(&message)
    return try octets(.rsmFrame(try arena.reference(message)))
  }

  /// A BSM.
  public func selfReport(
    _ id: UInt64 = 0x1122_3344_5566_7788, _ east: Double, _ north: Double, at time: Instant,
    change: (inout BasicSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = BasicSafetyMessage()
    message.id = id
    message.secMark = MessageWriter.second(time)
    message.pos = MessageWriter.position(east, north)
    message.size.width = 180
    message.size.length = 460
    message.vehicleClass.classification = 10
    change(&message)
    return try octets(.bsmFrame(try arena.reference(message)))
  }

  /// A BSM of a vehicle.
  public func selfReport(
    _ state: VehicleState, change: (inout BasicSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    try selfReport(UInt64(state.identity), 0, 0, at: state.time) { message in
      message.pos.lat = VehicleState.tenMillionths(state.position.latitude)
      message.pos.long = VehicleState.tenMillionths(state.position.longitude)
      if let deviation = state.deviation {
        var accuracy = PositionalAccuracy()
        accuracy.semiMajor = UInt8(min(253, (deviation / 0.05).rounded()))
        message.posAccuracy = accuracy
      }
      message.speed = state.speed.map { UInt16(($0 / 0.02).rounded()) } ?? 8191
      message.heading = state.heading.map { UInt16(($0 / 0.0125).rounded()) % 28_800 } ?? 28_800
      message.accelSet.long = state.acceleration.map { Int16(($0 / 0.01).rounded()) } ?? 2001
      message.accelSet.yaw = Int16((-state.yawRate / 0.01).rounded())
      message.size.length = UInt16(((state.length ?? 0) * 100).rounded())
      message.size.width = UInt16((state.width * 100).rounded())
      message.vehicleClass.classification = state.vehicleClass
      change(&message)
    }
  }

  /// A SPAT of one intersection.
  public func signals(
    node: UInt16 = 1, at time: Instant, _ phases: [(id: UInt8, states: [PhaseState])],
    change: (inout IntersectionState) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = SPAT()
    message.intersections = try arena.list([try intersection(node: node, at: time, phases, change: change)])
    return try octets(.spatFrame(try arena.reference(message)))
  }

  /// The state of one intersection; valid until ``octets(_:)``.
  public func intersection(
    node: UInt16 = 1, at time: Instant, _ phases: [(id: UInt8, states: [PhaseState])],
    change: (inout IntersectionState) -> Void = { _ in }
  ) throws -> IntersectionState {
    var state = IntersectionState()
    state.intersectionId = MessageWriter.node(node)
    state.timeStamp = MessageWriter.second(time)
    state.phases = try arena.list(
      try phases.map { part in
        var phase = Phase()
        phase.id = part.id
        phase.phaseStates = try arena.list(part.states)
        return phase
      })
    change(&state)
    return state
  }

  /// A light from `start` to `end`, in seconds from the message's time.
  public static func light(_ light: LightState, _ start: Double, _ end: Double) -> PhaseState {
    var counting = TimeCountingDown()
    counting.startTime = UInt16((start * 10).rounded())
    counting.likelyEndTime = UInt16((end * 10).rounded())
    var state = PhaseState()
    state.light = light
    state.timing = .counting(counting)
    return state
  }

  /// A MAP of nodes; they are valid until then.
  public func map(_ nodes: [Node], minute: UInt32? = nil, counter: UInt8 = 0) throws -> [UInt8] {
    try octets(.mapFrame(try mapData(nodes, minute: minute, counter: counter)))
  }

  /// The content of a MAP; valid until ``octets(_:)``.
  public func mapData(_ nodes: [Node], minute: UInt32? = nil, counter: UInt8 = 0) throws -> MapData {
    var message = MapData()
    message.msgCnt = counter
    message.timeStamp = minute
    message.nodes = try arena.list(nodes)
    return message
  }

  /// A node at a point with links that lead to it; valid until ``octets(_:)``.
  public func roadNode(_ number: UInt16, _ east: Double = 0, _ north: Double = 0, links: [Link] = []) throws -> Node {
    var node = Node()
    node.id = MessageWriter.node(number)
    node.refPos = MessageWriter.position(east, north)
    if !links.isEmpty { node.inLinks = try arena.list(links) }
    return node
  }

  /// A link with lanes; valid until ``octets(_:)``.
  public func link(
    from upstream: UInt16, width: UInt16? = 1050, points: [(Double, Double)] = [], lanes: [Lane],
    change: (inout Link) -> Void = { _ in }
  ) throws -> Link {
    var link = Link()
    link.upstreamNodeId = MessageWriter.node(upstream)
    link.linkWidth = width
    if !points.isEmpty { link.points = try self.points(points) }
    link.lanes = try arena.list(lanes)
    change(&link)
    return link
  }

  /// A lane; valid until ``octets(_:)``.
  public func lane(
    _ number: UInt8, width: UInt16? = 350, points: [(Double, Double)] = [], change: (inout Lane) -> Void = { _ in }
  ) throws -> Lane {
    var lane = Lane()
    lane.laneID = number
    lane.laneWidth = width
    if !points.isEmpty { lane.points = try self.points(points) }
    change(&lane)
    return lane
  }

  /// Points told from the origin; the node that they belong to must stand there.
  public func points(_ points: [(Double, Double)]) throws -> PackedList<RoadPoint> {
    try arena.list(
      points.map { place in
        var point = RoadPoint()
        point.posOffset = MessageWriter.offset(place.0, place.1)
        return point
      })
  }

  /// An RSI.
  public func announcements(
    unit: String = "RSU0001A", events: [RTEData] = [], signs: [RTSData] = [],
    change: (inout RoadSideInformation) -> Void = { _ in }
  ) throws -> [UInt8] {
    try octets(
      .rsiFrame(try arena.reference(try roadsideInformation(unit: unit, events: events, signs: signs, change: change))))
  }

  /// The content of an RSI; valid until ``octets(_:)``.
  public func roadsideInformation(
    unit: String = "RSU0001A", events: [RTEData] = [], signs: [RTSData] = [],
    change: (inout RoadSideInformation) -> Void = { _ in }
  ) throws -> RoadSideInformation {
    var message = RoadSideInformation()
    message.id = MessageWriter.unit(unit)
    message.refPos = MessageWriter.position(0, 0)
    if !events.isEmpty { message.rtes = try arena.list(events) }
    if !signs.isEmpty { message.rtss = try arena.list(signs) }
    change(&message)
    return message
  }

  /// An event at a point with a text in ASCII; valid until ``octets(_:)``.
  public func event(
    _ number: UInt8, code: UInt16 = 501, _ east: Double = 10, _ north: Double = 20, text: String? = nil,
    change: (inout RTEData) -> Void = { _ in }
  ) throws -> RTEData {
    var event = RTEData()
    event.rteId = number
    event.eventType = code
    event.eventPos = MessageWriter.offset(east, north)
    if let text { event.description = .textString(try arena.list(Array(text.utf8))) }
    change(&event)
    return event
  }

  /// A unit's identity as a number.
  public static func unit(_ name: String) -> UInt64 {
    var number: UInt64 = 0
    for (place, octet) in name.utf8.prefix(8).enumerated() { number |= UInt64(octet) << UInt64(56 - 8 * place) }
    return number
  }
}
