import EdgeFixtures
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Ingest

/// One vehicle's state as a Chinese BSM, a BSM of J2735 and a CAM tell it, through octets.
struct Told {
  var csae: Observation?
  var sae: Observation?
  var etsi: Observation?

  init(_ state: VehicleState, frame: LocalFrame) throws {
    let unit = UnitIndex(3)
    let received = state.time + .milliseconds(40)
    // A message stands in its decoder.
    let decoders = (MessageDecoder(), SAEMessageDecoder(), ETSIMessageDecoder())
    defer { withExtendedLifetime(decoders) {} }
    if case .bsmFrame(let message) = try decoders.0.decode(
      try MessageWriter().selfReport(state), as: .ydt3709_2020)
    {
      let time = MessageTime.resolve(second: message.value.secMark, receivedAt: received) ?? received
      csae = ObservationBuilder.observation(message.value, unit: unit, time: time, frame: frame)
    }
    if case .basicSafetyMessage(let message) = try decoders.1.decode(try SAEMessageWriter().selfReport(state)).value {
      let time = MessageTime.resolve(second: message.value.coreData.secMark, receivedAt: received) ?? received
      sae = ObservationBuilder.observation(message.value, unit: unit, time: time, frame: frame)
    }
    if case .cam(let message) = try decoders.2.decode(try ETSIMessageWriter().selfReport(state)) {
      let time = StationTime.resolve(delta: message.value.cam.generationDeltaTime, receivedAt: received)
      etsi = ObservationBuilder.observation(message.value, unit: unit, time: time, frame: frame)
    }
  }

  var all: [Observation?] { [csae, sae, etsi] }
}

@Suite("one vehicle in every dialect")
struct DialectObservationTests {
  static func state(_ random: inout SeededRandom) -> VehicleState {
    func draw(_ low: Int, _ high: Int) -> Double { Double(low + random.below(high - low + 1)) }
    var state = VehicleState(
      time: Instant(milliseconds: 1_773_793_760_000 + Int64(random.below(4_000_000))),
      position: GeodeticPosition(
        latitude: draw(-800_000_000, 800_000_000) * 1e-7, longitude: draw(-1_798_000_000, 1_798_000_000) * 1e-7))
    state.identity = UInt32(truncatingIfNeeded: random.next())
    state.deviation = draw(1, 200) * 0.05
    state.speed = draw(0, 2500) * 0.02
    state.heading = draw(0, 3599) * 0.1
    state.acceleration = draw(-90, 90) * 0.1
    state.yawRate = draw(-3000, 3000) * 0.01
    state.length = draw(10, 250) * 0.1
    state.width = draw(5, 28) * 0.1
    state.kind = [.car, .truck, .bus, .motorcycle, .emergencyVehicle][random.below(5)]
    return state
  }

  /// Whether two numbers are both absent, or both there and as near as their steps on the wire.
  static func agree(_ left: Double?, _ right: Double?, within step: Double) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return (left - right).magnitude <= step
  }

  @Test("is the same observation, field by field, on every part of the earth", arguments: 0..<20 as Range<UInt64>)
  func same(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<25 {
      let state = Self.state(&random)
      let frame = LocalFrame(
        origin: GeodeticPosition(latitude: state.position.latitude - 0.01, longitude: state.position.longitude + 0.01))
      for told in try Told(state, frame: frame).all {
        let seen = try #require(told)
        #expect(seen.time == state.time && seen.isSelfReport && seen.method == .selfReport && seen.localNumber == 0)
        #expect(seen.unit == UnitIndex(3) && seen.temporaryID == UInt64(state.identity) && seen.kind == state.kind)
        // 1e-7 degrees are 11 mm, half a step of the heading of a CAM moves the middle of a body of 25 m by as much.
        #expect(seen.position.distance(to: frame.point(of: state.position)) < 0.03, "\(state)")
        #expect(Self.agree(seen.positionDeviation, state.deviation, within: 0.026))
        #expect(Self.agree(seen.speed, state.speed, within: 0.011))
        #expect(Self.agree(seen.acceleration, state.acceleration, within: 0.051))
        #expect(Self.agree(seen.yawRate, state.yawRate * .pi / 180, within: 0.0051 * .pi / 180))
        #expect(Self.agree(seen.size?.length, state.length, within: 1e-6))
        #expect(Self.agree(seen.size?.width, state.width, within: 1e-6) && seen.size?.height == nil)
        let turn = seen.heading?.difference(from: Angle(headingDegrees: state.heading ?? 0))
        #expect(Self.agree(turn, 0, within: 0.051 * .pi / 180))
        #expect(seen.speedDeviation == nil && seen.headingDeviation == nil)
      }
    }
  }

  @Test("is nowhere known and each other part nil where its sender does not know it")
  func unavailable() throws {
    var state = VehicleState(time: Instant(milliseconds: 1_773_793_760_123), position: MessageWriter.origin)
    (state.deviation, state.speed, state.heading, state.acceleration, state.length) = (nil, nil, nil, nil, nil)
    let told = try Told(state, frame: MessageWriter.frame)
    for seen in told.all {
      #expect(seen?.speed == nil && seen?.heading == nil && seen?.acceleration == nil && seen?.size == nil)
      #expect(seen?.position.distance(to: LocalPoint(east: 0, north: 0)) ?? 9 < 0.02)
    }
    #expect(told.csae?.positionDeviation == nil && told.sae?.positionDeviation == nil)
    // The place of a CAM is that of the front, which without a heading is half a usual car off in some direction.
    #expect(told.etsi?.positionDeviation == 2.3)
  }

  @Test("stays where it is said to be nowhere")
  func nowhere() throws {
    let state = VehicleState(time: Instant(milliseconds: 1_773_793_760_123), position: MessageWriter.origin)
    var core = SAEMessageWriter.core(of: state)
    core.lat = 900_000_001
    var message = SAEBasicSafetyMessage()
    message.coreData = core
    #expect(
      ObservationBuilder.observation(message, unit: UnitIndex(0), time: state.time, frame: MessageWriter.frame) == nil)
    let octets = try ETSIMessageWriter().selfReport(state) { cam, _ in
      cam.cam.camParameters.basicContainer.referencePosition.longitude = 1_800_000_001
    }
    let decoder = ETSIMessageDecoder()
    defer { withExtendedLifetime(decoder) {} }
    guard case .cam(let cam) = try decoder.decode(octets) else { return #expect(Bool(false)) }
    #expect(
      ObservationBuilder.observation(cam.value, unit: UnitIndex(0), time: state.time, frame: MessageWriter.frame) == nil
    )
  }

  @Test("a CAM of a vehicle that drives backwards has its middle ahead of what it calls its front")
  func backwards() throws {
    let state = VehicleState(time: Instant(milliseconds: 1_773_793_760_123), position: MessageWriter.origin)
    let octets = try ETSIMessageWriter().selfReport(state) { _, motion in motion.driveDirection = .backward }
    let decoder = ETSIMessageDecoder()
    defer { withExtendedLifetime(decoder) {} }
    guard case .cam(let cam) = try decoder.decode(octets) else { return #expect(Bool(false)) }
    let seen = try #require(
      ObservationBuilder.observation(cam.value, unit: UnitIndex(0), time: state.time, frame: MessageWriter.frame))
    #expect(seen.position.distance(to: LocalPoint(east: 4.6, north: 0)) < 0.03)
  }

  @Test("a BSM of J2735 without its second part is an observation of nobody knows what kind")
  func noSecondPart() throws {
    let state = VehicleState(time: Instant(milliseconds: 1_773_793_760_123), position: MessageWriter.origin)
    let decoder = SAEMessageDecoder()
    defer { withExtendedLifetime(decoder) {} }
    let octets = try SAEMessageWriter().selfReport(state) { $0.partII = nil }
    guard case .basicSafetyMessage(let message) = try decoder.decode(octets).value else { return #expect(Bool(false)) }
    let seen = ObservationBuilder.observation(
      message.value, unit: UnitIndex(0), time: state.time, frame: MessageWriter.frame)
    #expect(seen?.kind == .unknown && seen?.speed == 10)
  }
}

@Suite("the clock of ETSI's stations")
struct StationTimeTests {
  @Test("counts milliseconds since 2004 with the leap seconds since then")
  func milliseconds() {
    // The example of TS 102 894-2: 2007-01-01T00:00:00Z with one leap second.
    #expect(StationTime.milliseconds(of: Instant(milliseconds: 1_167_609_600_000)) == 94_694_401_000)
    #expect(StationTime.milliseconds(of: Instant(milliseconds: 1_072_915_200_000)) == 0)
    #expect(StationTime.milliseconds(of: Instant(milliseconds: 1_773_793_760_000)) == 700_878_565_000)
  }

  @Test("is read back at any time, around leap seconds too")
  func back() {
    for moment: Int64 in [
      1_072_915_200_000, 1_136_073_599_999, 1_136_073_600_000, 1_483_228_800_000, 1_773_793_760_123,
    ] {
      let told = StationTime.milliseconds(of: Instant(milliseconds: moment))
      #expect(StationTime.instant(milliseconds: told) == Instant(milliseconds: moment))
    }
  }

  @Test("of a sixteen-bit difference the nearest to the reception counts, on either side of where it wraps")
  func resolve() {
    for step in stride(from: Int64(0), to: 200_000, by: 997) {
      let received = Instant(milliseconds: 1_773_793_760_000 + step)
      for lag: Int64 in [-2000, -1, 0, 40, 2000, 30_000] {
        let time = received - .milliseconds(lag)
        #expect(StationTime.resolve(delta: ETSIMessageWriter.delta(time), receivedAt: received) == time)
      }
    }
  }
}
