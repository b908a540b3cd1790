import EdgeCore
import EdgeFixtures
import Framing
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import RoadModel
import Testing

/// Four units beside one road: one that perceives, and one for each dialect's own messages.
@Suite("one scene from every dialect")
struct DialectSceneTests {
  static let start = CoreUnderTest.start
  static let addresses = (0..<4).map { NetworkAddress(10, 0, 0, UInt8($0) + 1) }

  static func core(framing: FramingKind? = nil) -> CoreUnderTest {
    CoreUnderTest([
      CoreUnderTest.device(0), CoreUnderTest.device(1), CoreUnderTest.device(2, dialect: .saeJ2735),
      CoreUnderTest.device(3, dialect: .etsiITS, framing: framing),
    ])
  }

  /// A car on its way east at 10 m/s.
  static func car(_ tick: Int) -> VehicleState {
    let time = start + .milliseconds(Int64(tick) * 100)
    return VehicleState(
      time: time, position: MessageWriter.frame.position(of: LocalPoint(east: Double(tick) - 50, north: 20)))
  }

  static func participant(_ state: VehicleState) -> ParticipantData {
    let place = MessageWriter.frame.point(of: state.position)
    var data = MessageWriter.participant(1, place.east, place.north, at: state.time)
    data.speed = 500
    data.heading = 7200
    return data
  }

  @Test(
    "a vehicle that sends a BSM, a BSM of J2735 and a CAM, and that a unit perceives, is one track",
    arguments: [0, 17, 33] as [Int64])
  func one(gap: Int64) throws {
    let core = Self.core(framing: .geonetworking)
    let (csae, sae, etsi) = (MessageWriter(), SAEMessageWriter(), ETSIMessageWriter())
    for tick in 0..<60 {
      var state = Self.car(tick)
      let now = state.time + .milliseconds(60 + 2 * gap)
      core.send(try csae.perception([Self.participant(state)]), from: Self.addresses[0], at: now)
      core.send(try csae.selfReport(state), from: Self.addresses[1], at: now)
      func wait() {
        state.time = state.time + .milliseconds(gap)
        let along = LocalVector(east: Double(gap) * 0.01, north: 0)
        state.position = MessageWriter.frame.position(of: MessageWriter.frame.point(of: state.position) + along)
      }
      wait()
      core.send(try sae.selfReport(state), from: Self.addresses[2], at: now)
      wait()
      let packet = ETSIMessageWriter.packet(try etsi.selfReport(state), port: 2001)
      core.send(packet, from: Self.addresses[3], at: now)
      core.core.advance(to: now, into: &core.effects)
      #expect(core.core.trackCount == 1)
    }
    #expect(core.counters.accepted == 240 && core.isAccountedFor && core.counters.messages(of: .bsm) == 180)
    let object = try #require(core.core.objects.first)
    let place = MessageWriter.frame.point(of: Self.car(59).position)
    #expect(object.position.distance(to: place + LocalVector(east: 0.6 + 0.02 * Double(gap), north: 0)) < 0.5)
    #expect(object.isConnected && object.kind == .car && core.core.objects.count == 1)
    #expect(core.core.rejectedObservations.allSatisfy { $0 == 0 })
  }

  @Test("two vehicles of one dialect side by side at the same instant stay two")
  func two() throws {
    let core = Self.core()
    let writer = SAEMessageWriter()
    for tick in 0..<40 {
      let state = Self.car(tick)
      var other = state
      other.identity = 99
      other.position = MessageWriter.frame.position(
        of: MessageWriter.frame.point(of: state.position) + LocalVector(east: 0, north: 2.5))
      for vehicle in [state, other] {
        core.send(try writer.selfReport(vehicle), from: Self.addresses[2], at: state.time + .milliseconds(50))
      }
      core.core.advance(to: state.time + .milliseconds(90), into: &core.effects)
    }
    #expect(core.core.objects.count == 2 && core.core.trackCount == 2)
  }

  @Test("people are in the scene by the PSM of either dialect and by VAM, as what they are")
  func people() throws {
    let core = Self.core()
    let (csae, sae, etsi) = (MessageWriter(), SAEMessageWriter(), ETSIMessageWriter())
    for tick in 0..<20 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      core.send(try csae.person(5, .aPEDESTRIAN, 10, 0, at: time), from: Self.addresses[1], at: time)
      core.send(try sae.person(6, .aPEDALCYCLIST, 30, 0, at: time) { $0.speed = 0 }, from: Self.addresses[2], at: time)
      core.send(
        ETSIMessageWriter.packet(
          try etsi.person(7, type: 1, 50, 0, at: time) { $0.vruHighFrequencyContainer.speed.speedValue = 0 }, port: 2018
        ),
        from: Self.addresses[3], at: time)
      core.core.advance(to: time + .milliseconds(50), into: &core.effects)
    }
    #expect(core.counters.accepted == 60 && core.counters.messages(of: .psm) == 60)
    let kinds = core.core.objects.sorted { $0.position.east < $1.position.east }.map(\.kind)
    #expect(kinds == [.pedestrian, .bicycle, .pedestrian])
  }

  @Test("what a unit perceives is one track whether it says so in an RSM, an SSM, an SDSM or a CPM")
  func perceived() throws {
    let core = Self.core()
    let (csae, sae, etsi) = (MessageWriter(), SAEMessageWriter(), ETSIMessageWriter())
    for tick in 0..<40 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      let now = time + .milliseconds(50)
      let data = MessageWriter.participant(3, 40, 10, at: time)
      core.send(try csae.perception([data]), from: Self.addresses[0], at: now)
      core.send(try csae.sharing(unit: "RSU0002A", [data], at: time), from: Self.addresses[1], at: now)
      let sent = time + .milliseconds(20)
      core.send(
        try sae.perception([SAEMessageWriter.object(4, 40, 10, after: -20)], at: sent), from: Self.addresses[2], at: now
      )
      core.send(
        try etsi.perception([ETSIMessageWriter.object(5, 40, 10, after: -20)], at: sent), from: Self.addresses[3],
        at: now)
      core.core.advance(to: now, into: &core.effects)
    }
    #expect(core.counters.accepted == 160 && core.counters.messages(of: .ssm) == 120)
    let object = try #require(core.core.objects.first)
    #expect(core.core.objects.count == 1 && object.seenBy.count == 4 && !object.isConnected)
    #expect(object.position.distance(to: LocalPoint(east: 40, north: 10)) < 0.1)
    let origin = LocalPoint(east: 0, north: 0)
    #expect(core.core.ingest.devices.allSatisfy { ($0.place?.distance(to: origin) ?? 9) < 1 })
  }

  @Test("an SSM of 512 participants is taken whole")
  func crowd() throws {
    let core = Self.core()
    let data = (0..<512).map { (number: Int) -> ParticipantData in
      let east = Double(number % 32) * 20 - 300
      let north = Double(number / 32) * 20 - 150
      return MessageWriter.participant(UInt16(number + 1), east, north, at: Self.start)
    }
    core.send(try MessageWriter().sharing(data, at: Self.start))
    #expect(core.counters.accepted == 1 && core.core.appliedObservations == 512 && core.core.trackCount == 512)
  }

  @Test("what a vehicle's sensors see is no fault of the unit that hands it on, and makes no place for it")
  func onboard() throws {
    let core = Self.core()
    let (csae, sae, etsi) = (MessageWriter(), SAEMessageWriter(), ETSIMessageWriter())
    for tick in 0..<30 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      let data = MessageWriter.participant(3, 40, 10, at: time)
      core.send(try csae.sharing(id: 0x55, from: .obu, [data], at: time), from: Self.addresses[1], at: time)
      core.send(
        try sae.perception([SAEMessageWriter.object(3, 40, 10)], from: .obu, at: time), from: Self.addresses[2],
        at: time)
      core.send(
        try etsi.perception([ETSIMessageWriter.object(3, 40, 10)], isVehicle: true, at: time), from: Self.addresses[3],
        at: time)
      core.core.advance(to: time + .milliseconds(50), into: &core.effects)
    }
    let object = try #require(core.core.objects.first)
    #expect(core.core.objects.count == 1 && object.seenBy.bits == 0b111 << 4)
    #expect(core.core.ingest.devices.allSatisfy { $0.place == nil && $0.clockOffset == nil })
  }

  @Test("of more vehicles with sensors than there is room for, those left out are counted")
  func manyOnboard() throws {
    let core = Self.core()
    let writer = MessageWriter()
    for vehicle in 0..<61 {
      let data = MessageWriter.participant(1, Double(vehicle) * 10 - 300, 10, at: Self.start)
      core.send(
        try writer.sharing(id: UInt64(vehicle) + 1, from: .obu, [data], at: Self.start), from: Self.addresses[1])
    }
    #expect(core.counters.accepted == 61 && core.core.appliedObservations == 60)
    #expect(core.core.rejectedObservations.reduce(0, +) == 1)
    let later = Self.start + .seconds(11)
    let data = MessageWriter.participant(1, 5, 10, at: later)
    core.send(try writer.sharing(id: 1000, from: .obu, [data], at: later), from: Self.addresses[1], at: later)
    #expect(core.core.appliedObservations == 61)
  }

  @Test("an SSM of another unit, of an unknown place, far away or of another time is dropped by name")
  func drops() throws {
    let core = Self.core()
    let writer = MessageWriter()
    let data = [MessageWriter.participant(1, 5, 5, at: Self.start)]
    core.send(try writer.sharing(unit: "RSU0009Z", data, at: Self.start))
    core.send(try writer.sharing(data, at: Self.start) { $0.sensorPos.lat = 900_000_001 })
    core.send(try writer.sharing(data, at: Self.start) { $0.sensorPos = MessageWriter.position(5001, 0) })
    core.send(try writer.sharing(data, at: Self.start - .seconds(3)))
    core.send(try writer.sharing([MessageWriter.participant(1, 5, 5, at: Self.start - .seconds(3))], at: Self.start))
    for reason in [DropReason.unitMismatch, .positionUnavailable, .outsideArea] { #expect(core.counters[reason] == 1) }
    #expect(core.counters[.timeFarOff] == 2 && core.isAccountedFor && core.core.trackCount == 0)
  }
}
