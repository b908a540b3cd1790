public import Kernel
import RoadModel
public import TierModel

/// The center: what many regions tell in, one city with its traffic, trends and events out.
///
/// A function of its inputs: no clock, no randomness, no input or output, one thread. Each message comes once, in any
/// order, and may be hours old.
public final class CenterCore {
  /// How it was configured.
  public let configuration: CenterConfiguration
  /// What was taken and refused.
  public private(set) var counters = CenterCounters()

  private struct Region {
    var record: RegionRecord
    var events: EventBook
    var trends = Trends()
  }

  /// Ordered by identity.
  private var regions: [Region] = []
  private var nextHousekeeping: Instant?
  /// When this life's first housekeeping was.
  private var began: Instant?

  /// The most regions of a center.
  public static let regionLimit = 1024

  /// Makes a center that goes on from what was kept.
  public init(configuration: CenterConfiguration, state: CenterState = CenterState()) {
    self.configuration = configuration
    restore(state)
  }

  // MARK: Inputs

  /// Takes a message, each (sender, epoch, sequence) once.
  public func handle(_ envelope: TierEnvelope, at now: Instant, into effects: inout [CenterEffect]) {
    counters.received &+= 1
    guard let place = place(of: envelope, at: now) else { return counters.reject(.overLimit) }
    switch envelope.message {
    case .region(let summary): take(summary, place, at: now, into: &effects)
    case .event(let event): take(event, envelope, place, at: now, into: &effects)
    case .network(let network):
      guard envelope.time >= regions[place].record.networkTime ?? envelope.time else { return }
      regions[place].record.network = network
      regions[place].record.networkTime = envelope.time
      effects.append(.keep(.region(regions[place].record)))
      effects.append(.networkChanged(region: envelope.sender))
    case .devices(let devices):
      guard envelope.time >= regions[place].record.devicesTime ?? envelope.time else { return }
      regions[place].record.devices = devices
      regions[place].record.devicesTime = envelope.time
      effects.append(.keep(.region(regions[place].record)))
    case .summary, .scene: counters.reject(.notOfARegion)
    }
  }

  /// Lets time pass: forgets what lies before the trends. To be called at least once a minute.
  public func advance(to now: Instant, into effects: inout [CenterEffect]) {
    guard now >= nextHousekeeping ?? now else { return }
    nextHousekeeping = now + .seconds(10)
    let began = self.began ?? now
    self.began = began
    for place in regions.indices {
      if now - began >= configuration.patience { endLostEvents(place, at: now, into: &effects) }
      regions[place].trends.forget(before: now - configuration.trendLength)
      for origin in regions[place].events.forget(at: now) {
        effects.append(.drop(.closedEvent(region: regions[place].record.region, origin)))
      }
    }
  }

  // MARK: What is known

  /// The whole of the city for people.
  public func view(at now: Instant) -> CenterView {
    var total = TrafficSums()
    for region in regions {
      if let newest = region.record.newest, now - newest.time <= .seconds(300) { total += newest.total }
    }
    return CenterView(
      time: now, center: configuration.id, name: configuration.name,
      regions: regions.map { RegionPicture(record: $0.record, trend: Trends.buckets([$0.trends])) }, total: total,
      trend: Trends.buckets(regions.map(\.trends)),
      events: regions.flatMap { region in
        region.events.open.map { CityEvent(region: region.record.region, event: $0) }
      },
      counters: counters)
  }

  /// The state of the core as one number, over quantised values.
  public var digest: UInt64 {
    var digest = StateDigest()
    digest.fold(counters.received)
    for region in regions {
      digest.fold(region.record.epoch)
      digest.fold(region.record.sequence)
      for event in region.events.open {
        digest.fold(event.origin.number)
        digest.fold(UInt64(bitPattern: event.event.time.nanoseconds))
      }
      for minute in region.trends.minutes {
        digest.fold(UInt64(bitPattern: minute.time.nanoseconds))
        digest.fold(minute.total.distance, step: 0.01)
        digest.fold(minute.total.time, step: 0.001)
      }
    }
    return digest.value
  }

  // MARK: Messages

  private func take(
    _ summary: RegionSummary, _ place: Int, at now: Instant, into effects: inout [CenterEffect]
  ) {
    guard summary.time <= now + configuration.clockTolerance else { return counters.reject(.fromTheFuture) }
    let region = regions[place].record.region
    effects.append(.store(region: region, summary))
    if summary.time >= now - configuration.trendLength {
      regions[place].trends.put(
        MinuteTotal(region: region, time: summary.time, total: summary.total, handedOver: summary.handedOver))
    } else {
      counters.reject(.beyondTrends)
    }
    if summary.time >= regions[place].record.newest?.time ?? summary.time {
      regions[place].record.newest = summary
      regions[place].record.name = summary.name
    }
    effects.append(.keep(.region(regions[place].record)))
    effects.append(.summaryChanged(region: region))
  }

  private func take(
    _ event: TrafficEvent, _ envelope: TierEnvelope, _ place: Int, at now: Instant, into effects: inout [CenterEffect]
  ) {
    let region = regions[place].record.region
    let origin = EventOrigin(edge: event.edge, number: event.number)
    // What was given up stands in the log as ended: its own end, however late, does not stand there again.
    if event.stage != .end || !regions[place].events.hasGivenUp(origin) {
      effects.append(.log(EventLogEntry(region: region, event: event, taken: now)))
    }
    let outcome = regions[place].events.take(event, edge: event.edge, epoch: envelope.epoch, at: now)
    guard outcome != .stale else { return counters.reject(.staleEvent) }
    keep(origin, place, into: &effects)
    // Without its region an open event would not be found again after a restart.
    effects.append(.keep(.region(regions[place].record)))
    effects.append(.eventsChanged)
  }

  /// Keeps what the book of a region knows of an event, and nothing that it does not.
  private func keep(_ origin: EventOrigin, _ place: Int, into effects: inout [CenterEffect]) {
    let region = regions[place].record.region
    if let open = regions[place].events.openEvent(origin) {
      effects.append(.keep(.openEvent(region: region, open)))
      effects.append(.drop(.closedEvent(region: region, origin)))
    } else if let closed = regions[place].events.closedEvent(origin) {
      effects.append(.keep(.closedEvent(region: region, closed)))
      effects.append(.drop(.openEvent(region: region, origin)))
    }
  }

  /// Gives up the events of a region that is silent, as one is that was renamed or taken down.
  private func endLostEvents(_ place: Int, at now: Instant, into effects: inout [CenterEffect]) {
    guard let heard = regions[place].record.lastHeard, now - heard >= configuration.eventSilence else { return }
    let region = regions[place].record.region
    for event in regions[place].events.open {
      guard let end = regions[place].events.giveUp(event.origin, at: now) else { continue }
      effects.append(.log(EventLogEntry(region: region, event: end, taken: now)))
      keep(event.origin, place, into: &effects)
      effects.append(.eventsChanged)
    }
  }

  // MARK: Regions

  private func place(of envelope: TierEnvelope, at now: Instant) -> Int? {
    let place = regions.firstIndex { $0.record.region >= envelope.sender } ?? regions.count
    if place == regions.count || regions[place].record.region != envelope.sender {
      guard regions.count < CenterCore.regionLimit else { return nil }
      let record = RegionRecord(region: envelope.sender, epoch: envelope.epoch)
      regions.insert(Region(record: record, events: EventBook()), at: place)
    }
    if envelope.epoch > regions[place].record.epoch {
      regions[place].record.epoch = envelope.epoch
      regions[place].record.sequence = 0
    }
    if envelope.epoch == regions[place].record.epoch {
      regions[place].record.sequence = max(regions[place].record.sequence, envelope.sequence)
    }
    if envelope.time <= now + configuration.clockTolerance {
      regions[place].record.lastHeard = max(regions[place].record.lastHeard ?? envelope.time, envelope.time)
    }
    return place
  }

  private func restore(_ state: CenterState) {
    for record in state.records {
      if case .region(let region) = record { regions.append(Region(record: region, events: EventBook())) }
    }
    regions.sort { $0.record.region < $1.record.region }
    for place in regions.indices {
      let name = regions[place].record.region
      var open: [OpenEvent] = []
      var closed: [EventBook.ClosedEvent] = []
      for record in state.records {
        if case .openEvent(let region, let event) = record, region == name { open.append(event) }
        if case .closedEvent(let region, let event) = record, region == name { closed.append(event) }
      }
      regions[place].events = EventBook(open: open, closed: closed)
      for minute in state.minutes where minute.region == name { regions[place].trends.put(minute) }
    }
  }
}
