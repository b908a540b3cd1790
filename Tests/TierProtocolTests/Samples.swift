import Kernel
import RoadModel
import TierModel
import TierProtocol

/// Random messages, already in the contract's units, so that they come back equal.
struct Samples {
  var random: SeededRandom

  mutating func number(_ limit: Int) -> Int { random.below(limit) }
  mutating func hundredths(_ limit: Int) -> Double { Double(random.below(limit)) / 100 }
  mutating func flag() -> Bool { random.below(2) == 0 }

  mutating func node() -> NodeID {
    NodeID(region: flag() ? UInt16(number(65_536)) : nil, number: UInt16(number(65_536)))
  }

  mutating func link() -> LinkID { LinkID(upstream: node(), downstream: node()) }
  mutating func lane() -> LaneID { LaneID(link: link(), number: UInt8(number(256))) }

  mutating func position() -> GeodeticPosition {
    GeodeticPosition(
      latitude: Double(number(1_800_000_001) - 900_000_000) / 1e7,
      longitude: Double(number(3_600_000_001) - 1_800_000_000) / 1e7)
  }

  mutating func sums() -> TrafficSums {
    var sums = TrafficSums()
    sums.distance = hundredths(1_000_000)
    sums.time = Double(number(10_000_000)) / 1000
    sums.covered = hundredths(1_000_000)
    sums.connectedTime = Double(number(1000)) / 1000
    sums.delay = Double(number(100_000)) / 1000
    sums.observed = hundredths(10_000_000)
    sums.entered = UInt32(number(5))
    sums.left = UInt32(number(5))
    sums.stops = UInt32(number(5))
    sums.samples = UInt32(number(5000))
    return sums
  }

  mutating func traffic() -> StretchTraffic {
    var times = TravelTimes()
    for _ in 0..<number(6) { times.add(Double(number(600))) }
    return StretchTraffic(
      length: hundredths(100_000), sums: sums(),
      queue: Queue(vehicles: UInt16(number(100)), length: hundredths(100_000)), travelTimes: times)
  }

  mutating func links() -> [(id: LinkID, traffic: StretchTraffic)] { (0..<number(6)).map { _ in (link(), traffic()) } }

  mutating func summary(_ time: Instant) -> TrafficSummary {
    TrafficSummary(
      time: time, duration: .milliseconds(Int64(number(2000))), lanes: (0..<number(9)).map { _ in (lane(), traffic()) },
      links: links())
  }

  mutating func event(_ time: Instant) -> TrafficEvent {
    TrafficEvent(
      number: UInt64(number(1 << 40) + 1), kind: TrafficEvent.Kind.allCases[number(3)],
      stage: TrafficEvent.Stage.allCases[number(3)], time: time, since: Instant(nanoseconds: Int64(number(1 << 60))),
      position: flag() ? position() : nil, lane: flag() ? lane() : nil, code: UInt16(number(65_536)),
      priority: UInt8(number(8)), text: flag() ? "road works" : "",
      encodedText: flag() ? [0xCA, 0xA9, 0xB9, 0xA4] : [],
      vehicles: UInt16(number(65_536)), edge: flag() ? "west" : "")
  }

  mutating func scene(_ time: Instant) -> SceneDigest {
    SceneDigest(
      time: time, origin: position(),
      objects: (0..<number(9)).map { _ in
        let lane = flag() ? lane() : nil
        return DigestObject(
          track: TrackID(random.next()), kind: ParticipantKind.allCases[number(8)],
          position: LocalPoint(east: hundredths(100_000) - 500, north: hundredths(100_000) - 500),
          speed: hundredths(5000), heading: Angle(headingDegrees: hundredths(36_000)), length: hundredths(2000),
          width: hundredths(300), lane: lane, along: lane == nil ? 0 : hundredths(50_000),
          temporaryID: flag() ? random.next() | 1 : nil, isConnected: flag())
      })
  }

  mutating func devices() -> [DeviceSummary] {
    (0..<number(5)).map { _ in
      var device = DeviceSummary(
        unit: "RSU\(number(10_000))", name: "corner", address: "10.0.0.\(number(256))", received: random.next() >> 1,
        accepted: random.next() >> 1, lastSeen: flag() ? Instant(nanoseconds: 1 + Int64(number(1 << 60))) : nil,
        clockOffset: flag() ? Double(number(200_000) - 100_000) / 1e6 : nil, position: flag() ? position() : nil)
      device.alarms = DeviceAlarm.Kind.allCases.prefix(number(4)).map {
        DeviceAlarm(kind: $0, since: Instant(nanoseconds: Int64(number(1 << 60))), sentence: "3.0 ± 0.1 m off.")
      }
      return device
    }
  }

  mutating func region(_ time: Instant) -> RegionSummary {
    RegionSummary(
      name: "North", time: time, duration: .seconds(60), links: links(), total: sums(), openEvents: number(50),
      handedOver: number(50),
      edges: (0..<number(4)).map { place in
        EdgeState(
          edge: "edge\(place)", name: "Edge",
          lastHeard: flag() ? Instant(nanoseconds: 1 + Int64(number(1 << 60))) : nil,
          committed: random.next() >> 1, roadUsers: number(1000), devices: number(50), liveDevices: number(50))
      })
  }

  /// One message of each kind in turn; the network has a test of its own, since its points are rounded on the earth.
  mutating func message(_ turn: Int) -> (time: Instant, message: TierMessage) {
    let time = Instant(nanoseconds: Int64(number(1 << 61)))
    let message: TierMessage =
      switch turn % 5 {
      case 0: .summary(summary(time))
      case 1: .event(event(time))
      case 2: .scene(scene(time))
      case 3: .devices(devices())
      default: .region(region(time))
      }
    return (time, message)
  }

  mutating func octets(_ turn: Int) -> [UInt8] {
    let (time, message) = message(turn)
    return TierCodec.encode(message, at: time)
  }
}
