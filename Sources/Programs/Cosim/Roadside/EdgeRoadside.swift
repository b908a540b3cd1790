import Kernel
import RoadModel

/// A datagram on its way to an edge.
struct ScheduledDatagram {
  var arrival: Instant
  /// The unit that sent it.
  var source: String
  var payload: [UInt8]
}

/// The roadside of one edge: its units, and the vehicles that they hear.
struct EdgeRoadside {
  let edge: Scenario.Edge
  /// What arrived, in the order of making.
  private(set) var datagrams: [ScheduledDatagram] = []
  private let frame: LocalFrame
  private let map: RoadMapComposer
  private let programme: SignalProgramme
  private let seed: UInt64
  private let seconds: Double
  private var units: [RoadsideUnit]
  private var vehicles: [String: OnboardUnit] = [:]
  private let announcements: [[AnnouncementReport.Item]]

  init(
    edge: Scenario.Edge, scenario: Scenario, network: RoadNetwork, programmes: [String: SignalProgramme], seed: UInt64,
    seconds: Double
  ) throws(CosimError) {
    guard let programme = programmes[edge.signal] else {
      throw .network(reason: "the junction \(edge.signal) has no signal")
    }
    self.edge = edge
    self.programme = programme
    self.seed = seed
    self.seconds = seconds
    let frame = scenario.frame
    self.frame = frame
    let map = RoadMapComposer(network: network, scenario: scenario)
    self.map = map
    units = edge.units.map { RoadsideUnit(facts: $0, seed: seed, frame: frame) }
    let composer = AnnouncementComposer(map: map)
    announcements = try edge.units.map { unit throws(CosimError) in try composer.items(of: unit.name) }
  }

  /// Makes what the units send in the tenth of a second that begins at `instant`.
  mutating func observe(_ world: World, tick: Int, at instant: Instant) throws(CosimError) {
    for index in units.indices {
      for (arrival, message) in units[index].perceive(world, at: instant, frame: frame) {
        try send(message, arrival: arrival, from: index)
      }
      if units[index].facts.sendsRoad { try describeRoad(world, tick: tick, at: instant, from: index) }
      if tick % 10 == 7, !announcements[index].isEmpty { try announce(at: instant, from: index) }
    }
    try hearVehicles(world, tick: tick, at: instant)
  }

  /// SPAT each time, MAP of each node once a second at times of its own.
  private mutating func describeRoad(
    _ world: World, tick: Int, at instant: Instant, from index: Int
  ) throws(CosimError) {
    if let place = world.signals[edge.signal] {
      let phases = (0..<programme.groupCount).map { ($0 + 1, programme.forecast(group: $0, at: place)) }
      let report = SignalReport(
        counter: units[index].nextCount("SPAT"), clock: units[index].reading(at: instant), node: map.node(edge.signal),
        isFixed: programme.isFixed, phases: phases)
      try send(.signals(report), arrival: instant + units[index].roadLatency(), from: index)
    }
    for (order, junction) in edge.mapNodes.enumerated() where tick % 10 == 3 + order {
      let node = map.roadNode(junction)
      let report = RoadMapReport(
        counter: units[index].nextCount("MAP"), clock: units[index].reading(at: instant), node: node,
        nodePosition: frame.position(of: node.position), links: map.links(into: junction), frame: frame)
      try send(.roadMap(report), arrival: instant + units[index].roadLatency(), from: index)
    }
  }

  /// Events and signs are of two classes, which no RSI carries together (YD/T 3707-2020, AID table).
  private mutating func announce(at instant: Instant, from index: Int) throws(CosimError) {
    let arrival = instant + units[index].roadLatency()
    for category in ["event", "sign"] {
      let items = announcements[index].filter { $0.announcement.category == category }
      if items.isEmpty { continue }
      let report = AnnouncementReport(
        counter: units[index].nextCount("RSI"), clock: units[index].reading(at: instant), unit: units[index].facts.name,
        reference: units[index].geodeticPosition, items: items)
      try send(.announcements(report), arrival: arrival, from: index)
    }
  }

  /// Every connected vehicle speaks ten times a second; the nearest unit that hears it hands its message on.
  private mutating func hearVehicles(_ world: World, tick: Int, at instant: Instant) throws(CosimError) {
    for user in world.users where user.isConnected {
      var vehicle = vehicles[user.name] ?? OnboardUnit(name: user.name, seed: seed, recordingSeconds: seconds)
      let later = user.moved(by: vehicle.phase.seconds)
      let measured = instant + vehicle.phase
      let time = Double(tick) * Cosimulation.stepSeconds
      let report = vehicle.report(of: later, at: measured, seconds: time, frame: frame)
      let nearest = units.indices.min {
        units[$0].position.distance(to: later.center) < units[$1].position.distance(to: later.center)
      }
      if let nearest {
        let distance = units[nearest].position.distance(to: later.center)
        let delay = vehicle.latency()
        if vehicle.isHeard(over: distance, of: units[nearest].facts.hearingMeters) {
          try send(.selfReport(report), arrival: measured + delay, from: nearest)
        }
      }
      vehicles[user.name] = vehicle
    }
  }

  private mutating func send(_ message: OutgoingMessage, arrival: Instant, from index: Int) throws(CosimError) {
    let payload = try message.encoded()
    // Whole microseconds: the noise below would say nothing and would not compress.
    let arrival = Instant(nanoseconds: arrival.nanoseconds / 1000 * 1000)
    datagrams.append(ScheduledDatagram(arrival: arrival, source: units[index].facts.address, payload: payload))
  }
}
