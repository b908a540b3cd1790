import CityStore
import EdgeCore
import EdgeHost
import Framing
import Ingest
import Kernel
import LinuxIO
import RoadModel
import Scene
import Telemetry

/// The documents of one edge, made from a status of its daemon.
struct EdgeView {
  let daemon: EdgeDaemon
  let status: EdgeDaemon.Status
  private let frame: LocalFrame

  init(_ daemon: EdgeDaemon, _ status: EdgeDaemon.Status) {
    self.daemon = daemon
    self.status = status
    frame = LocalFrame(origin: daemon.configuration.edge.origin)
  }

  var id: String { daemon.configuration.edge.id }
  var snapshot: EdgeSnapshot { status.snapshot }
  var now: Instant { status.snapshot.time }

  func coordinates(_ point: LocalPoint) -> [Double] { GatewayText.coordinates(frame.position(of: point)) }

  func unitName(_ index: Int) -> String {
    let devices = daemon.configuration.edge.devices
    return index < devices.count ? devices[index].unit : "vehicle-\(index)"
  }

  // MARK: Scene

  var scene: FeatureCollection<ObjectProperties> {
    FeatureCollection(
      edge: id, time: GatewayText.time(now), sequence: snapshot.sequence,
      features: snapshot.objects.enumerated().map { place, object in
        Feature(
          id: object.id.rawValue, geometry: .point(coordinates(object.position)),
          properties: properties(object, place < snapshot.forecasts.count ? snapshot.forecasts[place] : nil))
      })
  }

  private func properties(_ object: SceneObject, _ forecast: Forecast?) -> ObjectProperties {
    ObjectProperties(
      kind: GatewayText.kind(object.kind), speedMetersPerSecond: GatewayText.number(object.velocity.length, 2),
      headingDegrees: GatewayText.heading(object.heading),
      lengthMeters: GatewayText.number(object.size.length, 2), widthMeters: GatewayText.number(object.size.width, 2),
      heightMeters: Nullable(object.size.height.map { GatewayText.number($0, 2) }),
      positionDeviationMeters: GatewayText.number(deviation(object), 2),
      existence: GatewayText.number(object.existence, 3),
      seenBy: (0..<64).filter { object.seenBy.contains(UnitIndex(UInt8($0))) }.map(unitName),
      connected: object.isConnected, temporaryId: Nullable(object.temporaryID.map(GatewayText.hex)),
      lane: Nullable(object.lane.flatMap { lane($0, object.laneProbability) }), ageSeconds: age(object),
      lastObservedAgeSeconds: lastObservedAge(object),
      accelerationMetersPerSecondSquared: GatewayText.number(object.acceleration, 2),
      forecast: Nullable(forecast.flatMap(self.forecast)))
  }

  private func age(_ object: SceneObject) -> Double { GatewayText.number(max((now - object.since).seconds, 0), 1) }

  private func lastObservedAge(_ object: SceneObject) -> Double {
    GatewayText.number(max((now - object.lastObserved).seconds, 0), 2)
  }

  private func deviation(_ object: SceneObject) -> Double {
    max(object.positionDeviation.east, object.positionDeviation.north)
  }

  private func lane(_ position: LanePosition, _ probability: Double) -> ObjectProperties.Lane? {
    guard position.lane >= 0, position.lane < snapshot.map.lanes.count else { return nil }
    let lane = snapshot.map.lanes[position.lane]
    return ObjectProperties.Lane(
      node: StretchName.text(lane.downstreamNode), upstream: StretchName.text(lane.upstreamNode), number: lane.number,
      alongMeters: GatewayText.number(position.along, 1), offsetMeters: GatewayText.number(position.offset, 2),
      probability: GatewayText.number(probability, 3))
  }

  /// What is expected of a road user; nil while nothing is.
  private func forecast(_ forecast: Forecast) -> ObjectProperties.Forecast? {
    guard forecast.count > 0 else { return nil }
    return ObjectProperties.Forecast(
      ageSeconds: GatewayText.number(max((now - forecast.time).seconds, 0), 1), stepSeconds: Forecast.step.seconds,
      ways: (0..<forecast.count).map { way(forecast.ways[$0]) })
  }

  private func way(_ way: PredictedWay) -> ObjectProperties.Forecast.Way {
    let points = (0..<Forecast.pointCount).map { way.points[$0] }
    return ObjectProperties.Forecast.Way(
      manoeuvre: "\(way.manoeuvre)", probability: GatewayText.number(way.probability, 3),
      coordinates: points.map { coordinates($0.position) },
      speedsMetersPerSecond: points.map { GatewayText.number($0.speed, 2) },
      alongDeviationsMeters: points.map { GatewayText.number($0.alongDeviation, 2) },
      acrossDeviationsMeters: points.map { GatewayText.number($0.acrossDeviation, 2) })
  }

  /// The compact form for the stream, ten times a second: one array an object.
  var compactScene: String {
    var text = "{\"edge\":\"\(id)\",\"t\":\"\(GatewayText.time(now))\",\"seq\":\(snapshot.sequence),\"o\":["
    for (index, object) in snapshot.objects.enumerated() {
      if index > 0 { text += "," }
      let numbers = [
        GatewayText.number(object.position.east, 2), GatewayText.number(object.position.north, 2),
        GatewayText.heading(object.heading), GatewayText.number(object.velocity.length, 2),
        GatewayText.number(object.size.length, 2), GatewayText.number(object.size.width, 2),
        GatewayText.number(object.size.height ?? object.kind.usualSize.height ?? 1.5, 2),
        GatewayText.number(deviation(object), 2),
      ]
      text += "[\(object.id.rawValue),\(object.kind.rawValue)"
      for number in numbers { text += ",\(number)" }
      text += ",\(object.isConnected ? 1 : 0),\(object.seenBy.bits),\"\(laneText(object))\""
      text += ",\(lastObservedAge(object)),\(age(object))]"
    }
    return text + "]}"
  }

  private func laneText(_ object: SceneObject) -> String {
    object.lane.flatMap { lane($0, object.laneProbability) }.map { "\($0.upstream)>\($0.node)#\($0.number)" } ?? ""
  }

  // MARK: Map

  var map: FeatureCollection<MapProperties> {
    var features: [Feature<MapProperties>] = snapshot.map.nodes.map { node in
      Feature(
        geometry: .point(coordinates(node.position)),
        properties: .node(id: StretchName.text(node.id), name: node.name))
    }
    for lane in snapshot.map.lanes {
      features.append(self.feature(lane))
      features.append(stopLine(lane))
      features += lane.connections.compactMap { connection($0, of: lane) }
    }
    return FeatureCollection(
      edge: id, time: GatewayText.time(now), version: snapshot.map.version, features: features)
  }

  private func phases(_ lane: Lane) -> [UInt8] { Set(lane.connections.compactMap(\.phase)).sorted() }

  private func feature(_ lane: Lane) -> Feature<MapProperties> {
    Feature(
      geometry: .lineString(lane.centerLine.map(coordinates)),
      properties: .lane(
        LaneProperties(
          link: lane.linkName, upstream: StretchName.text(lane.upstreamNode),
          downstream: StretchName.text(lane.downstreamNode), number: lane.number, laneType: "\(lane.type)",
          widthMeters: GatewayText.number(lane.width, 2), maneuvers: GatewayText.maneuvers(lane.maneuvers),
          speedLimitMetersPerSecond: Nullable(lane.speedLimit.map { GatewayText.number($0, 2) }),
          phases: phases(lane))))
  }

  /// The line across the lane's end.
  private func stopLine(_ lane: Lane) -> Feature<MapProperties> {
    let end = lane.centerLine[lane.centerLine.count - 1]
    let along = end - lane.centerLine[lane.centerLine.count - 2]
    let half = along.length > 0 ? lane.width / 2 / along.length : 0
    let across = LocalVector(east: -along.north, north: along.east) * half
    return Feature(
      geometry: .lineString([coordinates(end + across), coordinates(end + across * -1)]),
      properties: .stopLine(
        StopLineProperties(
          node: StretchName.text(lane.downstreamNode), upstream: StretchName.text(lane.upstreamNode),
          number: lane.number, phases: phases(lane))))
  }

  /// A way across the intersection, where the lane that it leads into is known.
  private func connection(_ connection: LaneConnection, of lane: Lane) -> Feature<MapProperties>? {
    let target = snapshot.map.lanes.first {
      $0.upstreamNode == lane.downstreamNode && $0.downstreamNode == connection.remoteNode
        && (connection.remoteLaneNumber == nil || $0.number == connection.remoteLaneNumber)
    }
    guard let target, let from = lane.centerLine.last else { return nil }
    let into = target.centerLine[0]
    // A curve that leaves and enters in the directions of the lanes (a quadratic one through where these meet).
    let leaving = from - lane.centerLine[lane.centerLine.count - 2]
    let reach = from.distance(to: into) / 2
    let bend = leaving.length > 0 ? from + leaving * (reach / leaving.length) : from
    var curve: [LocalPoint] = []
    for step in stride(from: 0.0, through: 1.0, by: 0.125) {
      let first = from + (bend - from) * step
      let second = bend + (into - bend) * step
      curve.append(first + (second - first) * step)
    }
    return Feature(
      geometry: .lineString(curve.map(coordinates)),
      properties: .connection(
        ConnectionProperties(
          node: StretchName.text(lane.downstreamNode), upstream: StretchName.text(lane.upstreamNode),
          number: lane.number, maneuvers: GatewayText.maneuvers(connection.maneuvers),
          phase: Nullable(connection.phase), remoteNode: StretchName.text(connection.remoteNode),
          remoteNumber: Nullable(connection.remoteLaneNumber))))
  }

  // MARK: Signals and events

  var signals: SignalsDocument {
    SignalsDocument(
      time: GatewayText.time(now), edge: id,
      intersections: snapshot.signals.map { signals in
        SignalsDocument.Intersection(
          node: StretchName.text(signals.node), updated: GatewayText.time(signals.updated),
          status: GatewayText.status(signals.status), phases: signals.phases.map(phase))
      })
  }

  private func phase(_ state: PhaseState) -> SignalsDocument.Phase {
    func seconds(_ value: Double?) -> Nullable<Double> { Nullable(value.map { GatewayText.number($0, 1) }) }
    return SignalsDocument.Phase(
      phase: state.phase, light: "\(state.light)", remainingSeconds: seconds(state.remaining),
      earliestSeconds: seconds(state.remainingEarliest), latestSeconds: seconds(state.remainingLatest),
      next: Nullable(state.nextLight.map { "\($0)" }))
  }

  var eventsVersion: Int { snapshot.eventsVersion }
  var mapVersion: Int { snapshot.map.version }

  var events: FeatureCollection<EventProperties> {
    FeatureCollection(
      edge: id, time: GatewayText.time(now), version: snapshot.eventsVersion,
      features: snapshot.events.map { event in
        Feature(geometry: geometry(event), properties: properties(event))
      })
  }

  private func geometry(_ event: RoadEvent) -> Geometry? {
    if let position = event.position { return .point(coordinates(position)) }
    let paths = event.paths.filter { $0.count >= 2 }
    if paths.count == 1 { return .lineString(paths[0].map(coordinates)) }
    return paths.isEmpty ? nil : .multiLineString(paths.map { $0.map(coordinates) })
  }

  private func properties(_ event: RoadEvent) -> EventProperties {
    EventProperties(
      category: "\(event.category)", unit: unitName(Int(event.unit.rawValue)), number: event.number, code: event.code,
      scheme: "\(event.scheme)", subcode: event.subcode,
      text: GatewayText.text(of: event), standardCode: Nullable(event.standardCode),
      radiusMeters: Nullable(event.radius), priority: event.priority,
      confidence: Nullable(event.confidence), origin: Nullable(event.origin),
      links: event.links.map(LinkReference.init),
      auxiliary: Nullable(
        event.auxiliary.map { EventProperties.Auxiliary(vehicles: $0.vehicles, direction: Nullable($0.direction)) }),
      begins: Nullable(event.begins.map(GatewayText.time)), ends: Nullable(event.ends.map(GatewayText.time)),
      since: GatewayText.time(event.since), lastAnnounced: GatewayText.time(event.lastAnnounced))
  }

  // MARK: Devices and stages

  private func drops(_ counters: IngestCounters) -> [String: UInt64] {
    Dictionary(uniqueKeysWithValues: DropReason.allCases.filter { counters[$0] > 0 }.map { ($0.name, counters[$0]) })
  }

  var devices: DevicesDocument {
    DevicesDocument(
      edge: id,
      devices: snapshot.devices.enumerated().map { index, device in self.device(index, device) },
      unknownSources: snapshot.unknownSources.map {
        DevicesDocument.Unknown(
          address: "\($0.address)", datagrams: $0.datagrams, lastSeen: GatewayText.time($0.lastSeen))
      },
      unknownApplications: snapshot.unknownApplications.map {
        DevicesDocument.UnknownAID(aid: $0.application.rawValue, messages: $0.messages)
      },
      findings: snapshot.findings.map { finding in
        DevicesDocument.Finding(
          kind: finding.kind.rawValue, node: Nullable(finding.node.map { StretchName.text($0) }),
          unit: Nullable(finding.unit), since: Nullable(finding.since.map(GatewayText.time)),
          figure: Nullable(finding.figure.map(FigureDocument.init)), sentence: finding.sentence)
      })
  }

  private func device(_ index: Int, _ device: EdgeSnapshot.Device) -> DevicesDocument.Device {
    let messages = MessageKind.allCases.map { ($0.name, device.counters.messages(of: $0)) }
    return DevicesDocument.Device(
      unit: device.registration.unit, name: device.registration.name, index: index,
      address: "\(device.registration.address)", dialect: device.registration.dialectName,
      kinds: device.registration.kinds.names, lastSeen: Nullable(device.lastSeen.map(GatewayText.time)),
      clockOffsetMilliseconds: Nullable(device.clockOffset.map { GatewayText.number($0 * 1000, 1) }),
      received: device.counters.received, accepted: device.counters.accepted, drops: drops(device.counters),
      messages: Dictionary(uniqueKeysWithValues: messages), state: state(device),
      position: Nullable(device.place.map(coordinates)), lastRejection: Nullable(device.lastRejection),
      trailing: device.trailing, framing: Nullable(device.framing?.name), misnamed: device.misnamed,
      calibration: Nullable(calibration(device)), alarms: device.alarms.map(AlarmDocument.init),
      downlink: Nullable(device.downlink.map(downlink)))
  }

  /// What was found out of a device that perceives; nil for one that never told of anybody.
  private func calibration(_ device: EdgeSnapshot.Device) -> CalibrationDocument? {
    let known = device.calibration
    guard known.innovations.count > 0 || known.registration.isCompared || !device.alarms.isEmpty else { return nil }
    return CalibrationDocument(known, device.bounds)
  }

  /// A unit sends at least once a second: after two it is stale, after ten silent.
  private func downlink(_ downlink: EdgeSnapshot.Downlinked) -> DownlinkDocument {
    let sending = status.downlinks
    return DownlinkDocument(
      downlink, downlink.index < sending.count ? sending[downlink.index] : DownlinkSendingCounters())
  }

  private func state(_ device: EdgeSnapshot.Device) -> String {
    guard let lastSeen = device.lastSeen else { return "silent" }
    let age = (now - lastSeen).seconds
    return age < 2 ? "live" : age < 10 ? "stale" : "silent"
  }

  var stages: StagesDocument {
    func microseconds(_ interval: Interval) -> Double { GatewayText.number(Double(interval.nanoseconds) / 1000, 1) }
    let rejected = snapshot.rejectedObservations.filter { $0.count > 0 }.map { ("\($0.reason)", $0.count) }
    return StagesDocument(
      edge: id, time: GatewayText.time(now),
      ingest: StagesDocument.Ingest(
        received: snapshot.counters.received, accepted: snapshot.counters.accepted, drops: drops(snapshot.counters),
        rate: GatewayText.number(status.datagramsPerSecond, 1), kernelDrops: snapshot.counters[.kernelQueueFull],
        socketFailures: status.socketFailures),
      stages: status.stages.map { report in
        StagesDocument.Stage(
          stage: report.stage.name, count: report.totalCount, p50Microseconds: microseconds(report.recent.median),
          p99Microseconds: microseconds(report.recent.percentile99),
          p999Microseconds: microseconds(report.recent.percentile999))
      }, tracks: snapshot.trackCount,
      observations: StagesDocument.Observations(
        applied: snapshot.appliedObservations, rejected: Dictionary(uniqueKeysWithValues: rejected)),
      schedulingClass: isRealTime ? "fifo" : "other", schedulingRefusal: Nullable(status.schedulingRefusal),
      recording: Nullable(
        status.recording.map {
          StagesDocument.Recording(written: $0.written, missed: $0.missed, failure: Nullable($0.failure))
        }))
  }

  private var isRealTime: Bool {
    if case .fifo = status.schedulingClass { return true }
    return false
  }
}
