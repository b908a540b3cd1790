public import Egress
public import Ingest
public import Kernel
import Prediction
public import RoadModel
public import Scene
public import Traffic

/// The edge: datagrams in, one live scene with its signals, map and events out.
///
/// A function of its inputs: no clock, no randomness, no input or output, one thread. The same calls give the same
/// effects on every machine. It allocates when it is made and when a road map or an announcement is new, and nothing for
/// a datagram otherwise.
public final class EdgeCore {
  /// How it was configured.
  public let configuration: EdgeConfiguration
  /// Who sends, and the count of every datagram.
  public let ingest: Ingest
  /// The signals of the intersections.
  public internal(set) var signals = SignalBoard()
  /// The announcements of roadside units.
  public internal(set) var events = EventBoard()
  /// The obstacles that stations tell of.
  public internal(set) var obstacles = ObstacleBoard()
  /// What vehicles say that they will do and ask for.
  public internal(set) var intentions = IntentionBoard()
  /// What roadside units propose.
  public internal(set) var coordination = CoordinationBoard()
  /// The road map.
  public internal(set) var maps = MapStore()
  /// The traffic on the lanes and links.
  public internal(set) var traffic: TrafficState
  /// What goes out to units, with the messages of the last publication; nil where no unit is to be given any.
  public let egress: Egress?
  /// The scene as it was last published, ordered by track.
  public private(set) var objects: [SceneObject] = []
  /// What the road users are expected to do, in the order of ``objects``. Makes an array anew each time.
  public var forecasts: [Forecast] { fusion.pointee.prediction.all }
  /// The instant that ``objects`` stands for.
  public private(set) var publishedAt: Instant?
  /// Observations that were not taken into the scene, by reason.
  public var rejectedObservations: [UInt64] { fusion.pointee.rejected }
  /// Observations that were.
  public var appliedObservations: UInt64 { fusion.pointee.applied }

  /// The most observations that one message tells.
  static let scanLimit = 512

  /// The time between two publications of the scene.
  public static let period = Interval.milliseconds(100)

  /// The scene with the count of what it took and left out, and what is expected of it.
  struct Fusion: ~Copyable {
    var scene: Scene
    var prediction: Prediction
    var applied: UInt64 = 0
    var rejected = [UInt64](repeating: 0, count: ObservationRejection.allCases.count)
  }

  let frame: LocalFrame
  /// The identities under which the edge speaks and no device does.
  let ownIdentities: [UInt64]
  /// What changes with each message. It is no property of this class: each such access would be checked for
  /// exclusivity.
  let fusion: UnsafeMutablePointer<Fusion>
  /// Room for the observations of one message: an SSM has up to 512 participants, an SDSM 256, a CPM 255.
  let scan: UnsafeMutableBufferPointer<Observation>
  /// The vehicles whose sensors the edge hears of.
  var onboard: OnboardSources
  private var nextSecond: Int64?
  /// The signals as they show at the time of the last tick; their room is reused.
  private var lights: [IntersectionSignals] = []
  /// The forecasts that go into messages; their room is reused.
  private var toldForecasts: [Forecast] = []
  private var trafficEffects: [TrafficEffect] = []
  var report = RegionReport()
  /// What devices are out of their bounds.
  var watch: CalibrationWatch

  /// Makes an edge that has heard nothing yet.
  public init(configuration: EdgeConfiguration) {
    self.configuration = configuration
    frame = LocalFrame(origin: configuration.origin)
    ingest = Ingest(devices: configuration.devices, applications: configuration.applications)
    traffic = TrafficState(configuration: configuration.traffic, frame: frame)
    var sceneConfiguration = configuration.scene
    sceneConfiguration.areaRadius = configuration.areaRadius
    fusion = .allocate(capacity: 1)
    fusion.initialize(
      to: Fusion(
        scene: Scene(configuration: sceneConfiguration),
        prediction: Prediction(capacity: sceneConfiguration.trackCapacity)))
    watch = CalibrationWatch(
      bounds: configuration.devices.map { configuration.ownBounds[$0.unit] ?? configuration.bounds })
    scan = .allocate(capacity: EdgeCore.scanLimit)
    onboard = OnboardSources(firstIndex: min(configuration.devices.count, UnitIndex.limit))
    objects.reserveCapacity(sceneConfiguration.trackCapacity)
    egress = EdgeCore.egress(configuration, frame)
    ownIdentities = EdgeCore.ownIdentities(configuration)
  }

  deinit {
    fusion.deinitialize(count: 1)
    fusion.deallocate()
    scan.deallocate()
  }

  /// The origin of its coordinates.
  public var localFrame: LocalFrame { frame }

  /// The tracks that the scene has, published or not.
  public var trackCount: Int { fusion.pointee.scene.trackCount }

  /// What the scene found out about a unit's place and clock.
  public func registration(of unit: UnitIndex) -> UnitRegistration { fusion.pointee.scene.registration(of: unit) }

  /// All that the scene found out about a unit.
  public func calibration(of unit: UnitIndex) -> UnitCalibration { fusion.pointee.scene.calibration(of: unit) }

  /// By how much what a unit observed differed from what the scene expected.
  public func innovations(of unit: UnitIndex) -> InnovationTally { fusion.pointee.scene.innovations(of: unit) }

  /// The same of what road users say of themselves.
  public var ownInnovations: InnovationTally { fusion.pointee.scene.ownInnovations }

  // MARK: Inputs

  /// Takes a datagram. It is counted as accepted or under one reason.
  public func handle(_ datagram: Datagram, at now: Instant, into effects: inout [EdgeEffect]) {
    if let admitted = decode(datagram, at: now) { apply(admitted, at: now, into: &effects) }
    while ingest.hasMore {
      if let admitted = decodeNext(of: datagram, at: now) { apply(admitted, at: now, into: &effects) }
    }
  }

  /// The first half of ``handle(_:at:into:)``: nil where the datagram, or the first of its messages, was dropped.
  public func decode(_ datagram: Datagram, at now: Instant) -> AdmittedMessage? { ingest.admit(datagram, at: now) }

  /// Whether the datagram has further messages, for ``decodeNext(of:at:)``.
  public var hasMore: Bool { ingest.hasMore }

  /// As ``decode(_:at:)`` for the next message of the same datagram; nil where it was dropped.
  public func decodeNext(of datagram: Datagram, at now: Instant) -> AdmittedMessage? {
    ingest.admitNext(of: datagram, at: now)
  }

  /// The second half: takes an admitted message into the scene or its boards.
  public func apply(_ admitted: AdmittedMessage, at now: Instant, into effects: inout [EdgeEffect]) {
    switch admitted.message {
    case .csae(let frame): apply(frame, admitted, into: &effects)
    case .sae(let frame): apply(frame, admitted, into: &effects)
    case .etsi(let message): apply(message, admitted, into: &effects)
    }
  }

  /// Lets time pass: publishes the scene, says what is to be expected of it, makes the messages that tell it, ends what
  /// has ended. To be called every ``period``.
  public func advance(to now: Instant, into effects: inout [EdgeEffect]) {
    fusion.pointee.scene.advance(to: now)
    fusion.pointee.scene.publish(at: now, into: &objects)
    publishedAt = now
    effects.append(.scenePublished(at: now))
    obstacles.advance(to: now)
    intentions.advance(to: now)
    coordination.advance(to: now)
    signals.write(at: now, into: &lights)
    fusion.pointee.prediction.advance(objects, signals: lights, intentions: intentions.intentions, at: now)
    if let egress {
      fusion.pointee.prediction.write(into: &toldForecasts)
      egress.advance(
        objects: objects, forecasts: toldForecasts, obstacles: obstacles.obstacles, at: now
      ) { [ingest] in ingest.place(of: $0) }
      effects.append(.messagesReady(at: now))
    }
    if events.advance(to: now) > 0 { effects.append(.eventsChanged(version: events.version)) }
    advanceTraffic(to: now, into: &effects)
    let second = now.nanoseconds / 1_000_000_000
    if let next = nextSecond, second >= next {
      if watchDevices(at: now) { report.devicesChanged() }
      report.second(of: self, at: now, into: &effects)
      effects.append(.secondDigest(at: now, value: digest))
    }
    nextSecond = second + 1
  }

  private func advanceTraffic(to now: Instant, into effects: inout [EdgeEffect]) {
    traffic.advance(
      objects, signals: lights, announced: (events.events, events.version), at: now,
      into: &trafficEffects)
    for effect in trafficEffects {
      switch effect {
      case .summary(let summary): effects.append(.summary(summary))
      case .event(let event): effects.append(.trafficEvent(event))
      }
    }
    trafficEffects.removeAll(keepingCapacity: true)
  }

  /// The state of the core as one number, over quantised values.
  public var digest: UInt64 {
    var digest = StateDigest()
    fusion.pointee.scene.digest(into: &digest)
    signals.digest(into: &digest)
    traffic.digest(into: &digest)
    fusion.pointee.prediction.digest(into: &digest)
    obstacles.digest(into: &digest)
    intentions.digest(into: &digest)
    coordination.digest(into: &digest)
    egress?.digest(into: &digest)
    watch.digest(into: &digest)
    digest.fold(maps.map.version)
    digest.fold(events.version)
    digest.fold(ingest.counters.received)
    digest.fold(ingest.counters.accepted)
    return digest.value
  }
}
