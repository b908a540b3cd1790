import Kernel
import RoadModel
import TierModel

extension WireSceneObject {
  init(_ object: DigestObject) {
    self.init()
    track = object.track.rawValue
    kind = UInt32(object.kind.rawValue)
    east = signedUnits(object.position.east, per: 100)
    north = signedUnits(object.position.north, per: 100)
    speed = units(object.speed, per: 100)
    heading = units(object.heading.headingDegrees, per: 100)
    length = units(object.length, per: 100)
    width = units(object.width, per: 100)
    if let lane = object.lane {
      self.lane = WireLaneID(lane)
      along = units(object.along, per: 100)
    }
    temporaryID = object.temporaryID ?? 0
    connected = object.isConnected
  }

  func object() throws(TierProtocolError) -> DigestObject {
    guard let kind = ParticipantKind(rawValue: try narrow(kind, "kind of a road user")) else {
      throw .outOfRange("kind of a road user")
    }
    guard heading <= 36_000 else { throw .outOfRange("heading") }
    return DigestObject(
      track: TrackID(track), kind: kind,
      position: LocalPoint(east: Double(east) / 100, north: Double(north) / 100), speed: Double(speed) / 100,
      heading: Angle(headingDegrees: Double(heading) / 100), length: Double(length) / 100,
      width: Double(width) / 100, lane: hasLane ? try lane.lane() : nil, along: Double(along) / 100,
      temporaryID: temporaryID == 0 ? nil : temporaryID, isConnected: connected)
  }
}

extension WireSceneDigest {
  init(_ digest: SceneDigest) {
    self.init()
    origin = WirePosition(digest.origin)
    objects = digest.objects.map { WireSceneObject($0) }
  }

  func digest(at time: Instant) throws(TierProtocolError) -> SceneDigest {
    guard hasOrigin else { throw .missing("origin") }
    return SceneDigest(
      time: time, origin: try origin.position(),
      objects: try each(objects) { object throws(TierProtocolError) in try object.object() })
  }
}

extension WireDevice {
  init(_ device: DeviceSummary) {
    self.init()
    unit = device.unit
    name = device.name
    address = device.address
    received = device.received
    accepted = device.accepted
    lastSeen = device.lastSeen?.nanoseconds ?? 0
    if let offset = device.clockOffset { clockOffset = signedUnits(offset, per: 1e6) }
    if let position = device.position { self.position = WirePosition(position) }
    alarms = device.alarms.map { WireDeviceAlarm($0) }
  }

  func device() throws(TierProtocolError) -> DeviceSummary {
    var summary = DeviceSummary(
      unit: unit, name: name, address: address, received: received, accepted: accepted,
      lastSeen: lastSeen == 0 ? nil : Instant(nanoseconds: lastSeen),
      clockOffset: hasClockOffset ? Double(clockOffset) / 1e6 : nil,
      position: hasPosition ? try position.position() : nil)
    summary.alarms = alarms.compactMap { $0.alarm }
    return summary
  }
}

extension WireDeviceAlarm {
  init(_ alarm: DeviceAlarm) {
    self.init()
    kind = alarm.kind.rawValue
    since = alarm.since.nanoseconds
    sentence = alarm.sentence
  }

  /// Nil for a kind that a newer edge knows.
  var alarm: DeviceAlarm? {
    DeviceAlarm.Kind(rawValue: kind).map {
      DeviceAlarm(kind: $0, since: Instant(nanoseconds: since), sentence: sentence)
    }
  }
}

extension WireDeviceReport {
  init(_ devices: [DeviceSummary]) {
    self.init()
    self.devices = devices.map { WireDevice($0) }
  }
}
