public import Kernel
import RoadModel
public import TierModel

/// The region: what many edges tell in, one network with its vehicles, traffic and events out.
///
/// A function of its inputs: no clock, no randomness, no input or output, one thread. Each message comes once, in any
/// order, and may be hours old. History is right whatever the order; the live picture only moves forward.
public final class RegionCore {
  /// How it was configured.
  public let configuration: RegionConfiguration
  /// The roads of all edges as one network.
  public private(set) var network: RegionNetwork
  /// What is open and what has ended.
  public private(set) var events: EventBook
  /// What was taken and refused.
  public private(set) var counters = RegionCounters()
  /// The edges, ordered by identity.
  public private(set) var edges: [EdgeRecord] = []

  let frame: LocalFrame
  private var history = TrafficHistory()
  private var identities: VehicleBook
  private var scenes: SceneQueue
  /// Joins by the minute in which they were found, ordered: for ``RegionSummary/handedOver``.
  private var handedOver: [RegionProgress.Joins] = []
  private var nextHousekeeping: Instant?
  private var nextCheckpoint: Instant?
  /// When this life's first housekeeping was.
  private var began: Instant?

  /// The most edges of a region.
  public static let edgeLimit = 1024

  /// Makes a region that goes on from what was kept.
  public init(configuration: RegionConfiguration, state: RegionState = RegionState()) {
    self.configuration = configuration
    frame = LocalFrame(origin: configuration.origin)
    network = RegionNetwork(origin: configuration.origin)
    events = EventBook()
    identities = VehicleBook(configuration.identity)
    scenes = SceneQueue()
    restore(state)
  }

  /// The vehicles of the live picture, ordered by identity.
  public var vehicles: [RegionVehicle] { identities.live }

  /// The instant that ``vehicles`` stand for; nil before the first scene.
  public var sceneTime: Instant? { scenes.shown }

  // MARK: Inputs

  /// Takes a message, each (sender, epoch, sequence) once.
  public func handle(_ envelope: TierEnvelope, at now: Instant, into effects: inout [RegionEffect]) {
    counters.received &+= 1
    if history.begin(at: now) { effects.append(.keep(.progress(progress))) }
    guard let place = place(of: envelope, at: now) else { return counters.reject(.overLimit) }
    switch envelope.message {
    case .summary(let summary): take(summary, envelope.sender, at: now, into: &effects)
    case .event(let event): take(event, envelope, at: now, into: &effects)
    case .scene(let scene): take(scene, envelope.sender, at: now, into: &effects)
    case .devices(let devices): take(devices, envelope, place, into: &effects)
    case .network(let network): take(network, envelope, place, into: &effects)
    case .region: counters.reject(.notOfAnEdge)
    }
  }

  /// Lets time pass: moves the live picture on, tells the minutes that are over, forgets. To be called about ten times a
  /// second, at least once.
  public func advance(to now: Instant, into effects: inout [RegionEffect]) {
    advanceScenes(to: now, into: &effects)
    closeMinutes(at: now, into: &effects)
    guard now >= nextHousekeeping ?? now else { return }
    nextHousekeeping = now + .seconds(1)
    history.forget(at: now, quarters: configuration.quartersInMemory)
    endLostEvents(at: now, into: &effects)
    // Scenes that come forget by their own time; where none come, the vehicles must not stay for ever.
    for sighting in identities.forget(at: now - configuration.liveAge) { effects.append(.storeSighting(sighting)) }
    for origin in events.forget(at: now) { effects.append(.drop(.closedEvent(origin))) }
    guard now >= nextCheckpoint ?? now else { return }
    nextCheckpoint = now + .seconds(10)
    effects.append(.keep(.vehicles(identities.records)))
    for edge in edges { effects.append(.keep(.edge(edge))) }
  }

  // MARK: What is known

  /// The whole of the region for people.
  public func view(at now: Instant) -> RegionView {
    let stretches = history.live(at: now)
    var total = TrafficSums()
    for live in stretches {
      if case .link = live.stretch { total += live.minute.sums }
    }
    return RegionView(
      time: now, region: configuration.id, name: configuration.name, edges: edgeStates(at: now),
      devices: edges.map(\.devices), network: network, sceneTime: sceneTime, vehicles: vehicles, stretches: stretches,
      total: total, events: ShownEvent.shown(events.open), counters: counters)
  }

  /// The state of the core as one number, over quantised values.
  public var digest: UInt64 {
    var digest = StateDigest()
    history.digest(into: &digest)
    identities.digest(into: &digest)
    for edge in edges {
      digest.fold(edge.epoch)
      digest.fold(edge.sequence)
    }
    for event in events.open {
      digest.fold(event.origin.number)
      digest.fold(UInt64(bitPattern: event.event.time.nanoseconds))
    }
    digest.fold(network.map.version)
    digest.fold(counters.received)
    return digest.value
  }

  /// How many rows of the history are in memory.
  public var rememberedRows: Int { history.rowCount }

  private func restore(_ state: RegionState) {
    var open: [OpenEvent] = []
    var closed: [EventBook.ClosedEvent] = []
    var progress = RegionProgress()
    var tracks: [TrackRecord] = []
    for record in state.records {
      switch record {
      case .edge(let edge): edges.append(edge)
      case .openEvent(let event): open.append(event)
      case .closedEvent(let event): closed.append(event)
      case .progress(let kept): progress = kept
      case .vehicles(let kept): tracks = kept
      }
    }
    edges.sort { $0.edge < $1.edge }
    events = EventBook(open: open, closed: closed)
    history.restore(state, progress: progress)
    handedOver = progress.handedOver
    identities.restore(tracks, lastVehicle: progress.lastVehicle)
    joinNetworks()
  }

  // MARK: Edges

  private func place(of envelope: TierEnvelope, at now: Instant) -> Int? {
    let place = edges.firstIndex { $0.edge >= envelope.sender } ?? edges.count
    if place == edges.count || edges[place].edge != envelope.sender {
      guard edges.count < RegionCore.edgeLimit else { return nil }
      edges.insert(EdgeRecord(edge: envelope.sender, epoch: envelope.epoch, epochSince: now), at: place)
    }
    if envelope.epoch > edges[place].epoch {
      edges[place].epoch = envelope.epoch
      edges[place].epochSince = now
      edges[place].sequence = 0
    }
    if envelope.epoch == edges[place].epoch { edges[place].sequence += 1 }
    if envelope.time <= now + configuration.clockTolerance {
      edges[place].lastHeard = max(edges[place].lastHeard ?? envelope.time, envelope.time)
    }
    edges[place].received = now
    return place
  }

  private func take(
    _ devices: [DeviceSummary], _ envelope: TierEnvelope, _ place: Int, into effects: inout [RegionEffect]
  ) {
    guard envelope.time >= edges[place].devicesTime ?? envelope.time else { return }
    edges[place].devices = devices
    edges[place].devicesTime = envelope.time
  }

  private func take(
    _ network: RoadNetwork, _ envelope: TierEnvelope, _ place: Int, into effects: inout [RegionEffect]
  ) {
    guard envelope.time >= edges[place].networkTime ?? envelope.time else { return }
    edges[place].network = network
    edges[place].networkTime = envelope.time
    effects.append(.keep(.edge(edges[place])))
    joinNetworks()
    effects.append(.networkChanged(version: self.network.map.version))
    effects.append(
      .send(.network(RoadNetwork(name: configuration.name, origin: configuration.origin, map: self.network.map))))
  }

  private func joinNetworks() {
    let known = edges.compactMap { edge in edge.network.map { (edge: edge.edge, network: $0) } }
    network = RegionNetwork(origin: configuration.origin, edges: known, version: network.map.version + 1)
    identities.roads = RegionRoads(network)
  }

  /// The edges as people are shown them.
  private func edgeStates(at now: Instant) -> [EdgeState] {
    edges.map { edge in
      let live = edge.devices.filter { device in
        device.lastSeen.map { (edge.devicesTime ?? $0) - $0 <= .seconds(10) } ?? false
      }
      let hears = edge.devicesTime.map { now - $0 <= .seconds(60) } ?? false
      return EdgeState(
        edge: edge.edge, name: edge.network?.name ?? edge.edge, lastHeard: edge.lastHeard, committed: edge.sequence,
        roadUsers: identities.count(at: edge.edge), devices: edge.devices.count, liveDevices: hears ? live.count : 0)
    }
  }

  // MARK: Traffic

  private func take(
    _ summary: TrafficSummary, _ edge: String, at now: Instant, into effects: inout [RegionEffect]
  ) {
    guard summary.time <= now + configuration.clockTolerance else { return counters.reject(.fromTheFuture) }
    let second = HistoryStep.second.index(endingAt: summary.time)
    let changed = history.changedMinutes.count
    var outcomes: [TrafficHistory.Outcome] = []
    outcomes.reserveCapacity(summary.lanes.count + summary.links.count)
    for lane in summary.lanes {
      let owner = network.owner(of: lane.id.link)
      outcomes.append(
        history.add(.lane(lane.id), lane.traffic, second: second, edge: edge, owner: owner, into: &effects))
    }
    for link in summary.links {
      let owner = network.owner(of: link.id)
      outcomes.append(
        history.add(.link(link.id), link.traffic, second: second, edge: edge, owner: owner, into: &effects))
    }
    for outcome in outcomes {
      switch outcome {
      case .taken: break
      case .ofAnotherEdge: counters.reject(.stretchOfAnotherEdge)
      case .overLimit: counters.reject(.overLimit)
      case .beyondMemory: counters.reject(.beyondMemory)
      }
    }
    if history.changedMinutes.count != changed { effects.append(.keep(.progress(progress))) }
  }

  private func closeMinutes(at now: Instant, into effects: inout [RegionEffect]) {
    let over = now - configuration.minuteGrace
    let minute = floorDivided(over.nanoseconds, HistoryStep.minute.length.nanoseconds) - 1
    if history.begin(at: now) { effects.append(.keep(.progress(progress))) }
    let told = history.close(through: minute, into: &effects)
    guard !told.isEmpty else { return }
    for minute in told { effects.append(.send(.region(summary(ofMinute: minute, at: now)))) }
    handedOver.removeAll { $0.minute < minute - configuration.quartersInMemory * 15 }
    effects.append(.keep(.progress(progress)))
  }

  private func summary(ofMinute minute: Int64, at now: Instant) -> RegionSummary {
    let links = history.links(ofMinute: minute)
    var total = TrafficSums()
    for link in links { total += link.traffic.sums }
    return RegionSummary(
      name: configuration.name, time: HistoryStep.minute.end(of: minute), duration: HistoryStep.minute.length,
      links: links, total: total, openEvents: events.open.count,
      handedOver: handedOver.first { $0.minute == minute }?.count ?? 0, edges: edgeStates(at: now))
  }

  private var progress: RegionProgress {
    RegionProgress(
      closedMinute: history.closedMinute, changedMinutes: history.changedMinutes, handedOver: handedOver,
      lastVehicle: identities.lastVehicle)
  }

  // MARK: Events

  private func take(
    _ event: TrafficEvent, _ envelope: TierEnvelope, at now: Instant, into effects: inout [RegionEffect]
  ) {
    let origin = EventOrigin(edge: envelope.sender, number: event.number)
    let isToldToHaveEnded = event.stage == .end && events.hasGivenUp(origin)
    let outcome = events.take(event, edge: envelope.sender, epoch: envelope.epoch, at: now)
    if outcome == .stale { counters.reject(.staleEvent) }
    keep(origin, into: &effects)
    // What was given up was told to be over: its edge's own end, however late, is not told again.
    if !isToldToHaveEnded { tell(event, of: envelope.sender, into: &effects) }
    if outcome != .stale { effects.append(.eventsChanged) }
  }

  private func tell(_ event: TrafficEvent, of edge: String, into effects: inout [RegionEffect]) {
    var told = event
    told.edge = edge
    effects.append(.send(.event(told)))
  }

  /// Keeps what the book knows of an event, and nothing that it does not.
  private func keep(_ origin: EventOrigin, into effects: inout [RegionEffect]) {
    if let event = events.openEvent(origin) {
      effects.append(.keep(.openEvent(event)))
      effects.append(.drop(.closedEvent(origin)))
    } else if let event = events.closedEvent(origin) {
      effects.append(.keep(.closedEvent(event)))
      effects.append(.drop(.openEvent(origin)))
    }
  }

  /// Gives up the events that an edge's new epoch has not told again in time, and those of an edge that is silent: not
  /// for as long as the region itself may just have been away.
  private func endLostEvents(at now: Instant, into effects: inout [RegionEffect]) {
    let began = self.began ?? now
    self.began = began
    guard now - began >= configuration.eventRenewal else { return }
    for event in events.open {
      guard let edge = edges.first(where: { $0.edge == event.origin.edge }) else { continue }
      let isForgotten = event.epoch < edge.epoch && now - edge.epochSince >= configuration.eventRenewal
      let isSilent = now - edge.received >= configuration.eventSilence
      guard isForgotten || isSilent, let end = events.giveUp(event.origin, at: now) else { continue }
      keep(event.origin, into: &effects)
      tell(end, of: event.origin.edge, into: &effects)
      effects.append(.eventsChanged)
    }
  }

  // MARK: Scenes

  private func take(_ scene: SceneDigest, _ edge: String, at now: Instant, into effects: inout [RegionEffect]) {
    guard scene.time <= now + configuration.clockTolerance else { return counters.reject(.fromTheFuture) }
    effects.append(.storeScene(edge: edge, scene))
    let place = frame.point(of: scene.origin)
    guard max(place.east.magnitude, place.north.magnitude) <= 2 * LocalFrame.reach else {
      return counters.reject(.outsideFrame)
    }
    guard now - scene.time <= configuration.liveAge, scenes.add(scene, of: edge) else {
      return counters.reject(.lateScene)
    }
  }

  private func advanceScenes(to now: Instant, into effects: inout [RegionEffect]) {
    var last: Instant?
    while let (edge, scene) = scenes.next(through: now - configuration.hold) {
      if let last, scene.time > last { judge(at: last, into: &effects) }
      let (sightings, surplus) = identities.take(scene, of: edge, frame: frame)
      for sighting in sightings { effects.append(.storeSighting(sighting)) }
      counters.reject(.overLimit, surplus)
      counters.scenes &+= 1
      last = scene.time
    }
    guard let last, let shown = scenes.shown else { return }
    judge(at: last, into: &effects)
    for sighting in identities.forget(at: shown) { effects.append(.storeSighting(sighting)) }
    effects.append(.sceneAdvanced(to: shown))
  }

  /// Looks for vehicles among the tracks of an instant that are known from another edge.
  private func judge(at time: Instant, into effects: inout [RegionEffect]) {
    let joined = identities.judge(at: time)
    counters.reject(.temporaryIdentityTwice, identities.takeContradictions())
    guard !joined.isEmpty else { return }
    let minute = HistoryStep.minute.index(endingAt: time)
    for sighting in joined {
      effects.append(.storeSighting(sighting))
      counters.joins[Int(sighting.evidence.rawValue)] &+= 1
    }
    let place = handedOver.firstIndex { $0.minute >= minute } ?? handedOver.count
    if place < handedOver.count, handedOver[place].minute == minute {
      handedOver[place].count += joined.count
    } else {
      handedOver.insert(RegionProgress.Joins(minute: minute, count: joined.count), at: place)
    }
    effects.append(.keep(.progress(progress)))
  }
}
