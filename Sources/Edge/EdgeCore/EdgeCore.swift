public import Ingest
public import Kernel
import MessagesCSAE
import PackedEncoding
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
  public private(set) var signals = SignalBoard()
  /// The announcements of roadside units.
  public private(set) var events = EventBoard()
  /// The road map.
  public private(set) var maps = MapStore()
  /// The traffic on the lanes and links.
  public private(set) var traffic: TrafficState
  /// The scene as it was last published, ordered by track.
  public private(set) var objects: [SceneObject] = []
  /// The instant that ``objects`` stands for.
  public private(set) var publishedAt: Instant?
  /// Observations that were not taken into the scene, by reason.
  public var rejectedObservations: [UInt64] { fusion.pointee.rejected }
  /// Observations that were.
  public var appliedObservations: UInt64 { fusion.pointee.applied }

  /// The time between two publications of the scene.
  public static let period = Interval.milliseconds(100)

  /// The scene with the count of what it took and left out.
  private struct Fusion: ~Copyable {
    var scene: Scene
    var applied: UInt64 = 0
    var rejected = [UInt64](repeating: 0, count: ObservationRejection.allCases.count)
  }

  let frame: LocalFrame
  /// What changes with each message. It is no property of this class: each such access would be checked for
  /// exclusivity.
  private let fusion: UnsafeMutablePointer<Fusion>
  private let scan: UnsafeMutableBufferPointer<Observation>
  private var nextSecond: Int64?
  private var trafficEffects: [TrafficEffect] = []
  private var report = RegionReport()

  /// Makes an edge that has heard nothing yet.
  public init(configuration: EdgeConfiguration) {
    self.configuration = configuration
    frame = LocalFrame(origin: configuration.origin)
    ingest = Ingest(devices: configuration.devices, applications: configuration.applications)
    traffic = TrafficState(configuration: configuration.traffic, frame: frame)
    var sceneConfiguration = configuration.scene
    sceneConfiguration.areaRadius = configuration.areaRadius
    fusion = .allocate(capacity: 1)
    fusion.initialize(to: Fusion(scene: Scene(configuration: sceneConfiguration)))
    // RSM has room for sixteen participants in either dialect.
    scan = .allocate(capacity: 16)
    objects.reserveCapacity(sceneConfiguration.trackCapacity)
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
    switch admitted.frame.pointee {
    case .bsmFrame(let message): apply(message.address, admitted)
    case .rsmFrame(let message): apply(message.address, admitted)
    case .spatFrame(let message): apply(message.address.pointee, admitted)
    case .mapFrame(let message): apply(message, admitted, into: &effects)
    case .rsiFrame(let message): apply(message.address.pointee, admitted, into: &effects)
    case .msgFrameExt, .unknown: ingest.drop(admitted, .unsupportedMessage)
    }
  }

  /// Lets time pass: publishes the scene, ends what has ended. To be called every ``period``.
  public func advance(to now: Instant, into effects: inout [EdgeEffect]) {
    fusion.pointee.scene.advance(to: now)
    fusion.pointee.scene.publish(at: now, into: &objects)
    publishedAt = now
    effects.append(.scenePublished(at: now))
    if events.advance(to: now) > 0 { effects.append(.eventsChanged(version: events.version)) }
    advanceTraffic(to: now, into: &effects)
    let second = now.nanoseconds / 1_000_000_000
    if let next = nextSecond, second >= next {
      report.second(of: self, at: now, into: &effects)
      effects.append(.secondDigest(at: now, value: digest))
    }
    nextSecond = second + 1
  }

  private func advanceTraffic(to now: Instant, into effects: inout [EdgeEffect]) {
    traffic.advance(
      objects, signals: signals.signals(at: now), announced: (events.events, events.version), at: now,
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
    digest.fold(maps.map.version)
    digest.fold(events.version)
    digest.fold(ingest.counters.received)
    digest.fold(ingest.counters.accepted)
    return digest.value
  }

  // MARK: Messages

  /// The time of a message, or nil where it is too far from that of its reception.
  private func time(_ second: UInt16, _ admitted: AdmittedMessage) -> (time: Instant, stated: Instant?)? {
    let received = admitted.datagram.receivedAt
    guard let stated = MessageTime.resolve(second: second, receivedAt: received) else { return (received, nil) }
    guard (stated - received).magnitude <= MessageTime.limit else { return nil }
    return (stated, stated)
  }

  private func note(_ report: ApplyReport) {
    fusion.pointee.applied &+= UInt64(report.applied)
    guard report.applied < report.offered else { return }
    for reason in ObservationRejection.allCases { fusion.pointee.rejected[reason.rawValue] &+= UInt64(report[reason]) }
  }

  private func apply(_ message: UnsafeMutablePointer<BasicSafetyMessage>, _ admitted: AdmittedMessage) {
    guard let (time, stated) = time(message.pointee.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    guard
      let observation = ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame)
    else { return ingest.drop(admitted, .positionUnavailable) }
    guard isInside(observation.position) else { return ingest.drop(admitted, .outsideArea) }
    ingest.accept(admitted, stated: stated)
    note(fusion.pointee.scene.apply(selfReport: observation, receivedAt: admitted.datagram.receivedAt))
  }

  private func apply(_ message: UnsafeMutablePointer<RoadsideSafetyMessage>, _ admitted: AdmittedMessage) {
    guard belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    let refPos = message.pointee.refPos
    guard let reference = WireQuantities.position(latitude: refPos.lat, longitude: refPos.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    let place = frame.point(of: reference)
    guard isInside(place) else { return ingest.drop(admitted, .outsideArea) }
    var count = 0
    var stated: Instant?
    for participant in message.pointee.participants where participant.ptcId != 0 {  // 0 is the unit itself
      guard let (time, told) = time(participant.secMark, admitted) else { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
      guard
        let observation = ObservationBuilder.observation(
          participant, unit: admitted.unit, time: time, reference: reference, frame: frame)
      else { continue }
      (scan.baseAddress.unsafelyUnwrapped + count).initialize(to: observation)
      count += 1
    }
    ingest.accept(admitted, stated: stated)
    if ingest.place(admitted.unit, at: place) {
      fusion.pointee.scene.setUnit(admitted.unit, place: place, range: nil)
      traffic.setUnit(admitted.unit, place: place)
    }
    guard count > 0 else { return }
    let observations = UnsafeBufferPointer(rebasing: scan[..<count])
    note(fusion.pointee.scene.apply(scan: observations.span, receivedAt: admitted.datagram.receivedAt))
  }

  private func apply(_ message: SPAT, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    var stated: Instant?
    for state in message.intersections {
      let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
      if let told, (told - received).magnitude > MessageTime.limit { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
    }
    ingest.accept(admitted, stated: stated)
    for state in message.intersections {
      let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
      signals.update(state, measuredAt: told ?? received)
    }
  }

  /// The instant of a minute of the year and a second, either of which may be absent.
  private func moment(_ minute: UInt32?, _ second: UInt16?, _ received: Instant) -> Instant? {
    guard let second else { return nil }
    if let minute, let exact = MessageTime.resolve(minuteOfYear: minute, second: second, receivedAt: received) {
      return exact
    }
    return MessageTime.resolve(second: second, receivedAt: received)
  }

  private func apply(_ message: MapData, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    let now = admitted.datagram.receivedAt
    for node in message.nodes {
      guard let position = WireQuantities.position(latitude: node.refPos.lat, longitude: node.refPos.long) else {
        return ingest.drop(admitted, .positionUnavailable)
      }
      guard isInside(frame.point(of: position)) else { return ingest.drop(admitted, .outsideArea) }
    }
    ingest.accept(admitted, stated: nil)
    let digest = ContentDigest.map(admitted.datagram.octets, count: admitted.datagram.count)
    guard !maps.repeats(digest, from: admitted.unit, at: now) else { return }
    if maps.update(message, digest: digest, from: admitted.unit, frame: frame, at: now) {
      fusion.pointee.scene.setMap(maps.map)
      traffic.setMap(maps.map)
      report.mapChanged(at: now)
      effects.append(.mapChanged(version: maps.map.version))
    }
  }

  private func apply(_ message: RoadSideInformation, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    guard belongs(message.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard let position = WireQuantities.position(latitude: message.refPos.lat, longitude: message.refPos.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    guard isInside(frame.point(of: position)) else { return ingest.drop(admitted, .outsideArea) }
    ingest.accept(admitted, stated: nil)
    let now = admitted.datagram.receivedAt
    let digest = ContentDigest.roadsideInformation(admitted.datagram.octets, count: admitted.datagram.count)
    guard !events.repeats(digest, from: admitted.unit, at: now) else { return }
    let version = events.version
    events.update(message, digest: digest, from: admitted.unit, frame: frame, at: now)
    if events.version != version { effects.append(.eventsChanged(version: events.version)) }
  }

  private func isInside(_ point: LocalPoint) -> Bool {
    LocalVector(east: point.east, north: point.north).squaredLength
      <= configuration.areaRadius * configuration.areaRadius
  }

  /// Whether a message's identity is that of the unit registered for its address.
  private func belongs(_ id: UInt64, _ admitted: AdmittedMessage) -> Bool {
    let registered = ingest.unitNumber(of: admitted.unit)
    return registered == 0 || registered == id
  }
}
