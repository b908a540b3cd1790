import Kernel
import RoadModel

extension WireTrafficSums {
  init(_ sums: TrafficSums) {
    self.init()
    distance = units(sums.distance, per: 100)
    time = units(sums.time, per: 1000)
    covered = units(sums.covered, per: 100)
    observed = units(sums.observed, per: 100)
    connectedTime = units(sums.connectedTime, per: 1000)
    delay = units(sums.delay, per: 1000)
    entered = sums.entered
    left = sums.left
    stops = sums.stops
    samples = sums.samples
  }

  var sums: TrafficSums {
    var sums = TrafficSums()
    sums.distance = Double(distance) / 100
    sums.time = Double(time) / 1000
    sums.covered = Double(covered) / 100
    sums.observed = Double(observed) / 100
    sums.connectedTime = Double(connectedTime) / 1000
    sums.delay = Double(delay) / 1000
    sums.entered = entered
    sums.left = left
    sums.stops = stops
    sums.samples = samples
    return sums
  }
}

extension WireStretchTraffic {
  init(_ traffic: StretchTraffic) {
    self.init()
    length = units(traffic.length, per: 100)
    sums = WireTrafficSums(traffic.sums)
    queueVehicles = UInt32(traffic.queue.vehicles)
    queueLength = units(traffic.queue.length, per: 100)
    travelTimes = traffic.travelTimes.counts.flatMap { [UInt32($0.bucket), $0.count] }
  }

  func traffic() throws(TierProtocolError) -> StretchTraffic {
    guard travelTimes.count % 2 == 0 else { throw .outOfRange("list of travel times") }
    var counts: [(bucket: UInt8, count: UInt32)] = []
    for place in stride(from: 0, to: travelTimes.count, by: 2) {
      guard travelTimes[place] < 128 else { throw .outOfRange("bucket of travel times") }
      counts.append((UInt8(travelTimes[place]), travelTimes[place + 1]))
    }
    return StretchTraffic(
      length: Double(length) / 100, sums: sums.sums,
      queue: Queue(vehicles: try narrow(queueVehicles, "queue"), length: Double(queueLength) / 100),
      travelTimes: TravelTimes(counts: counts))
  }
}

extension WireLinkTraffic {
  init(_ link: (id: LinkID, traffic: StretchTraffic)) {
    self.init()
    self.link = WireLinkID(link.id)
    traffic = WireStretchTraffic(link.traffic)
  }

  func entry() throws(TierProtocolError) -> (id: LinkID, traffic: StretchTraffic) {
    (try link.link(), try traffic.traffic())
  }
}

extension WireTrafficSummary {
  init(_ summary: TrafficSummary) {
    self.init()
    durationNanoseconds = UInt64(clamping: summary.duration.nanoseconds)
    lanes = summary.lanes.map { lane in
      var wire = WireLaneTraffic()
      wire.lane = WireLaneID(lane.id)
      wire.traffic = WireStretchTraffic(lane.traffic)
      return wire
    }
    links = summary.links.map { WireLinkTraffic($0) }
  }

  func summary(at time: Instant) throws(TierProtocolError) -> TrafficSummary {
    TrafficSummary(
      time: time, duration: Interval(nanoseconds: try narrow(durationNanoseconds, "duration")),
      lanes: try each(lanes) { lane throws(TierProtocolError) in (try lane.lane.lane(), try lane.traffic.traffic()) },
      links: try each(links) { link throws(TierProtocolError) in try link.entry() })
  }
}

extension WireTrafficEvent {
  init(_ event: TrafficEvent) {
    self.init()
    number = event.number
    kind =
      switch event.kind {
      case .announcement: .announcement
      case .stoppedVehicle: .stoppedVehicle
      case .queueSpillback: .queueSpillback
      }
    stage =
      switch event.stage {
      case .begin: .begin
      case .update: .update
      case .end: .end
      }
    time = event.time.nanoseconds
    since = event.since.nanoseconds
    if let position = event.position { self.position = WirePosition(position) }
    if let lane = event.lane { self.lane = WireLaneID(lane) }
    code = UInt32(event.code)
    priority = UInt32(event.priority)
    text = event.text
    encodedText = octets(event.encodedText)
    edge = event.edge
    vehicles = UInt32(event.vehicles)
  }

  func event() throws(TierProtocolError) -> TrafficEvent {
    guard number > 0 else { throw .missing("event's number") }
    let kinds: [TrafficEvent.Kind] = [.announcement, .stoppedVehicle, .queueSpillback]
    let stages: [TrafficEvent.Stage] = [.begin, .update, .end]
    guard kinds.indices.contains(kind.rawValue) else { throw .outOfRange("event's kind") }
    guard stages.indices.contains(stage.rawValue) else { throw .outOfRange("event's stage") }
    guard priority < 8 else { throw .outOfRange("event's priority") }
    guard edge.utf8.count <= 64 else { throw .outOfRange("event's edge") }
    guard encodedText.count <= 512, text.utf8.count <= 2048 else { throw .outOfRange("event's text") }
    return TrafficEvent(
      number: number, kind: kinds[kind.rawValue], stage: stages[stage.rawValue], time: Instant(nanoseconds: time),
      since: Instant(nanoseconds: since), position: hasPosition ? try position.position() : nil,
      lane: hasLane ? try lane.lane() : nil, code: try narrow(code, "event's code"), priority: UInt8(priority),
      text: text, encodedText: [UInt8](encodedText), vehicles: try narrow(vehicles, "event's vehicles"),
      edge: edge)
  }
}
