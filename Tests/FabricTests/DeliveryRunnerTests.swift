import Delivery
import Fabric
import Kernel
import Synchronization
import Testing
import TierModel

/// Writes what it takes, and sends events on where there is a tier above.
struct Relay: DeliveryConsumer {
  typealias Transaction = MemoryStore.Transaction
  var relays = false
  private var taken: [DeliveredMessage] = []

  init(relays: Bool = false) { self.relays = relays }
  var wantsToWrite: Bool { false }
  mutating func advance(to now: Instant) -> [OutgoingMessage] { [] }
  mutating func write(_ transaction: MemoryStore.Transaction) throws { transaction.log += taken }
  mutating func committed(at now: Instant) { taken = [] }

  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] {
    taken += messages
    if !relays { return [] }
    return messages.map {
      OutgoingMessage($0.message.number.priority, time: $0.message.time, payload: $0.message.payload)
    }
  }
}

@Suite("the runners of an edge, a region and a center", .timeLimit(.minutes(1)))
struct DeliveryRunnerTests {
  static var limits: OutboxLimits {
    var limits = OutboxLimits()
    limits.firstRetry = .milliseconds(20)
    limits.longestRetry = .milliseconds(100)
    limits.removal = .milliseconds(10)
    return limits
  }

  static func event(_ number: Int) -> OutgoingMessage {
    OutgoingMessage(
      .event, time: Instant(milliseconds: 0),
      payload: [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)])
  }

  static func edge(
    _ fabric: any Fabric, _ store: MemoryStore, bounds: RunnerBounds = RunnerBounds()
  ) throws -> DeliveryRunner {
    try DeliveryRunner(
      name: "edge", superior: "region", fabric: fabric, limits: limits, bounds: bounds, store: store,
      consumer: NoConsumer<MemoryStore.Transaction>())
  }

  @Test("bring every event from the edge over the region to the center once, over a bad fabric")
  func chain() async throws {
    let fabric = FaultyFabric(
      on: LocalFabric(), faults: .init(loss: 0.2, repetition: 0.2, delay: 0.2), seed: 3)
    let stores = (MemoryStore(), MemoryStore(), MemoryStore())
    let edge = try Self.edge(fabric, stores.0)
    let region = try DeliveryRunner(
      name: "region", superior: "center", fabric: fabric, limits: Self.limits, store: stores.1,
      consumer: Relay(relays: true))
    let center = try DeliveryRunner(
      name: "center", superior: nil, fabric: fabric, limits: Self.limits, store: stores.2, consumer: Relay())
    let stored = Mutex(0)
    for number in 0..<500 { edge.append(Self.event(number)) { _ in stored.withLock { $0 += 1 } } }
    try await FabricContractTests.eventually {
      stores.2.log.count >= 500 && stores.0.held == 0 && stores.1.held == 0
    }
    for runner in [edge, region, center] { runner.stop() }
    #expect(stored.withLock { $0 } == 500)
    #expect(Set(stores.2.log.map(\.message.payload)).count == 500 && stores.2.log.count == 500)
    #expect(edge.status.outbox.lanes.event.acknowledged == 500)
    #expect(center.status.counters.accepted == 500)
  }

  @Test(
    "tell nobody that an event is stored while the disk is full, and store it when it is not",
    arguments: [
      StoreFailure.Kind.full, .unavailable,
    ])
  func full(_ kind: StoreFailure.Kind) async throws {
    let store = MemoryStore()
    let edge = try Self.edge(LocalFabric(), store)
    store.fail(kind)
    let stored = Mutex(0)
    for number in 0..<10 { edge.append(Self.event(number)) { _ in stored.withLock { $0 += 1 } } }
    try await FabricContractTests.eventually { edge.status.storeFailures > 1 }
    #expect(stored.withLock { $0 } == 0)
    #expect(edge.status.storeFailure == "the disk is \(kind.rawValue)" && edge.status.stuckSince != nil)
    store.fail(nil)
    try await FabricContractTests.eventually { stored.withLock { $0 } == 10 }
    #expect(edge.status.storeFailure == nil && edge.status.end == nil)
    edge.stop()
    #expect(store.held == 10)
  }

  @Test("an outbox that was put back from a copy gets a new epoch, and what it tells then is not taken for known")
  func putBack() async throws {
    let fabric = LocalFabric()
    let stores = (MemoryStore(), MemoryStore())
    let region = try DeliveryRunner(
      name: "region", superior: nil, fabric: fabric, limits: Self.limits, store: stores.1, consumer: Relay())
    let first = try Self.edge(fabric, stores.0)
    for number in 0..<5 { first.append(Self.event(number)) }
    try await FabricContractTests.eventually { stores.1.log.count == 5 && stores.0.held == 0 }
    let copy = stores.0.contents.withLock { ($0.outbox, $0.lanes, $0.senders) }
    for number in 5..<20 { first.append(Self.event(number)) }
    try await FabricContractTests.eventually { stores.1.log.count == 20 && stores.0.held == 0 }
    first.stop()
    stores.0.contents.withLock { ($0.outbox, $0.lanes, $0.senders) = copy }

    let second = try Self.edge(fabric, stores.0)
    for number in 20..<25 { second.append(Self.event(number)) }
    try await FabricContractTests.eventually { stores.1.log.count == 25 && stores.0.held == 0 }
    #expect(second.status.renewals == 1 && second.status.failure == nil)
    second.stop()
    region.stop()
    #expect(Set(stores.1.log.map(\.message.payload)).count == 25)
  }

  @Test("with a full disk go on sending what is stored, and what is acknowledged leaves the disk")
  func drainsWhileFull() async throws {
    let fabric = FaultyFabric(on: LocalFabric(), faults: .init(), seed: 1)
    var cut = FaultyFabric.Faults()
    cut.isCut = true
    fabric.set(cut)
    let store = MemoryStore()
    let edge = try Self.edge(fabric, store)
    for number in 0..<20 { edge.append(Self.event(number)) }
    try await FabricContractTests.eventually { store.held == 20 }
    store.fail(.full)
    edge.append(Self.event(20))
    try await FabricContractTests.eventually { edge.status.storeFailure != nil }
    fabric.set(.init())
    let above = MemoryStore()
    let region = try DeliveryRunner(
      name: "region", superior: nil, fabric: fabric, limits: Self.limits, store: above, consumer: Relay())
    try await FabricContractTests.eventually { store.held == 0 }
    #expect(above.log.count == 20)
    store.fail(nil)
    try await FabricContractTests.eventually { above.log.count == 21 }
    edge.stop()
    region.stop()
  }

  @Test("refuse events only when as many wait as may, and give up summaries first; both are counted")
  func bounds() async throws {
    let store = MemoryStore()
    var bounds = RunnerBounds()
    bounds.events = 50
    bounds.others = 5
    let edge = try Self.edge(LocalFabric(), store, bounds: bounds)
    store.fail(.full)
    edge.append(Self.event(0))
    try await FabricContractTests.eventually { edge.status.storeFailure != nil }
    let summary = OutgoingMessage(.summary, time: Instant(milliseconds: 0), payload: [])
    let summaries = (0..<8).map { _ in edge.append(summary) }
    let events = (0..<60).map { edge.append(Self.event($0)) }
    #expect(summaries.filter { $0 == .queued }.count == 5 && summaries.filter { $0 == .givenUp }.count == 3)
    #expect(events.filter { $0 == .queued }.count == 50 && events.filter { $0 == .refused }.count == 10)
    #expect(edge.status.refusedEvents == 10 && edge.status.givenUp.summary == 3)
    store.fail(nil)
    try await FabricContractTests.eventually { store.held == 56 }
    #expect(edge.status.outbox.lanes.summary.thinned == 3 && edge.status.outbox.lanes.summary.assigned == 8)
    edge.stop()
  }

  @Test("end with a sentence where the store is damaged, and refuse events from then on")
  func damaged() async throws {
    let store = MemoryStore()
    let edge = try Self.edge(LocalFabric(), store)
    store.fail(.damaged)
    edge.append(Self.event(1))
    try await FabricContractTests.eventually { edge.append(Self.event(2)) == .refused }
    #expect(edge.status.end == "the disk is damaged")
    edge.stop()
  }

  @Test("go on after a stop where they were, on the same store")
  func restart() async throws {
    let fabric = LocalFabric()
    let stores = (MemoryStore(), MemoryStore())
    for round in 0..<3 {
      let edge = try Self.edge(fabric, stores.0)
      for number in 0..<20 { edge.append(Self.event(round * 100 + number)) }
      edge.stop()
      let region = try DeliveryRunner(
        name: "region", superior: nil, fabric: fabric, limits: Self.limits, store: stores.1, consumer: Relay())
      let again = try Self.edge(fabric, stores.0)
      try await FabricContractTests.eventually { stores.1.log.count == 20 * (round + 1) }
      again.stop()
      region.stop()
    }
    #expect(Set(stores.1.log.map(\.message.payload)).count == 60)
  }

  @Test("commit in groups what comes while a commit is under way")
  func groups() async throws {
    let store = MemoryStore()
    let edge = try Self.edge(LocalFabric(), store)
    for number in 0..<5000 { edge.append(Self.event(number)) }
    edge.stop()
    #expect(store.held == 5000)
    #expect(store.contents.withLock { $0.commits } < 2500)
  }

  @Test("have a name that fits into a frame")
  func name() throws {
    #expect(throws: FabricError.self) {
      _ = try DeliveryRunner(
        name: "", superior: nil, fabric: LocalFabric(), store: MemoryStore(), consumer: Relay())
    }
  }
}
