import EdgeFixtures
import Framing
import Ingest
import Kernel
import MessagesCSAE
import RoadModel
import Testing

@testable import Egress

@Suite("numbers, room and times of what is sent")
struct DeliveryFormTests {
  static func row(_ count: Int, step: Double = 2) -> [SceneObject] {
    (0..<count).map { EgressUnderTest.object(UInt64($0 + 1), Double($0) * step - 100) }
  }

  @Test("a road user keeps its number as long as it is there, and for three seconds of absence")
  func stable() {
    let units = EgressUnderTest()
    units.cycle(Self.row(40))
    let before = units.numbers
    units.cycle(Array(Self.row(40).dropFirst(10)))
    for _ in 0..<25 { units.cycle([]) }
    units.cycle(Self.row(40))
    #expect(Set(units.numbers) == Set(before) && Set(before).count == 40)
    #expect(units.numbers.allSatisfy { (1...255).contains($0) })
  }

  @Test("numbers are unique among what is sent, and go beyond 255 where there are more")
  func unique() {
    let units = EgressUnderTest { ($0.kinds, $0.messagesPerCycle, $0.octetsPerCycle) = (.rsm, 256, 1_000_000) }
    units.cycle(Self.row(3000, step: 0.05))
    #expect(units.numbers.count == 3000 && Set(units.numbers).count == 3000 && !units.numbers.contains(0))
  }

  @Test("a number is not given to another at once")
  func rest() {
    let units = EgressUnderTest()
    units.cycle([EgressUnderTest.object(1)])
    let first = units.numbers
    for _ in 0..<40 { units.cycle([]) }
    for id in 2...400 as ClosedRange<UInt64> {
      units.cycle([EgressUnderTest.object(id)])
      if id < 40 { #expect(units.numbers != first) }
    }
    #expect(units.egress.unsendable == 0)
  }

  @Test("messages of a unit and kind are counted from 0 to 127 and again")
  func counted() {
    let units = EgressUnderTest(units: 2)
    var counters: [UInt8] = []
    for _ in 0..<70 {
      units.cycle(Self.row(20))
      counters += units.perceived(unit: 1).map(\.message.msgCnt)
    }
    #expect(counters == (0..<140).map { UInt8($0 % 128) })
    #expect(units.shared().first.map { $0.second == WireIntegers.second(units.now) } ?? false)
  }

  @Test("the first RSM of a cycle describes the unit, none describes it alone")
  func describesUnit() throws {
    let units = EgressUnderTest()
    units.cycle(Self.row(40))
    let messages = units.perceived()
    #expect(messages.count == 3 && messages.map(\.participants.count) == [15, 16, 9])
    units.cycle([])
    #expect(units.egress.messages.isEmpty && units.egress.octets.isEmpty)
  }

  @Test("messages leave evenly within 80 ms, those of two units between each other")
  func paced() {
    let units = EgressUnderTest(units: 2)
    units.cycle(Self.row(64))
    let offsets = units.egress.messages.map(\.sendOffset)
    #expect(offsets == offsets.sorted() && Set(offsets).count == offsets.count)
    #expect(offsets.allSatisfy { $0 >= .zero && $0 < Egress.spread })
    for unit in 0..<2 {
      let own = units.egress.messages.filter { $0.downlink == unit }.map(\.sendOffset.nanoseconds)
      let gaps = Set(zip(own.dropFirst(), own).map { $0 - $1 })
      #expect(own.count > 5 && gaps.count == 1)
    }
  }

  @Test(
    "no cycle takes more messages or octets than a unit has room for, and no datagram more than it may have",
    arguments: [(1, 600, 600), (2, 1200, 600), (5, 3000, 1400), (16, 12_000, 1400), (64, 40_000, 1400)],
    [FramingKind.bare, .dsmp, .envelope])
  func room(size: (messages: Int, octets: Int, datagram: Int), framing: FramingKind) {
    let units = EgressUnderTest(units: 2) { downlink in
      (downlink.messagesPerCycle, downlink.octetsPerCycle, downlink.datagramOctets) = size
      downlink.framing = framing
      downlink.perceptionApplication = ApplicationIdentifier(rawValue: 3623)
      downlink.sharingApplication = ApplicationIdentifier(rawValue: 18)
    }
    var told: Set<UInt64> = []
    for step in 0..<20 {
      let objects = RoundTripTests.scene(step * 30 + 1, seed: UInt64(step))
      units.cycle(objects)
      for unit in 0..<2 {
        let own = units.egress.messages.filter { $0.downlink == unit }
        #expect(own.count <= size.messages && own.reduce(0) { $0 + $1.length } <= size.octets)
        #expect(own.allSatisfy { $0.length <= size.datagram })
        told.insert(units.egress.counters(of: unit).unwritten)
      }
    }
    #expect(told == [0])
    let counters = units.egress.counters(of: 0)
    #expect(counters.perception.objects + counters.perception.leftOut == counters.offered)
    #expect(size.messages < 2 || counters.sharing.objects + counters.sharing.leftOut == counters.offered)
  }

  @Test("a frame of DSMP and an envelope hold the message that stands alone otherwise")
  func framings() throws {
    var payloads: [[UInt8]] = []
    for framing in [FramingKind.bare, .dsmp, .envelope] {
      let units = EgressUnderTest { downlink in
        downlink.kinds = .rsm
        downlink.framing = framing
        downlink.perceptionApplication = ApplicationIdentifier(rawValue: 3623)
      }
      units.cycle(Self.row(3))
      let datagram = try #require(units.datagrams(.rsm).first)
      switch framing {
      case .dsmp:
        let frame = try DSMPFrame(datagram.span)
        #expect(frame.application.rawValue == 3623 && frame.trailing == 0)
        payloads.append(Array(datagram[frame.payload]))
      case .envelope:
        let envelope = try UnitEnvelope(datagram.span)
        #expect(envelope.unit == MessageWriter.unit("RSU0001A") && envelope.count == 1 && envelope.trailing == 0)
        #expect(envelope.milliseconds == UInt64(units.now.milliseconds))
        payloads.append(Array(datagram[(UnitEnvelope.header + 2)...]))
      default: payloads.append(datagram)
      }
    }
    #expect(payloads.count == 3 && Set(payloads).count == 1)
  }

  @Test("a unit whose place nobody knows is sent nothing, and that is counted")
  func placeless() {
    let units = EgressUnderTest()
    units.cycle(Self.row(5), place: nil)
    #expect(units.egress.messages.isEmpty && units.egress.counters(of: 0).cyclesWithoutPlace == 1)
    let placed = EgressUnderTest { $0.position = MessageWriter.origin }
    placed.cycle(Self.row(5), place: nil)
    #expect(placed.numbers.count == 5)
  }

  @Test("a unit of the older layout is sent RSM alone")
  func older() {
    let units = EgressUnderTest { $0.dialect = .csae53_2020 }
    units.cycle(Self.row(5))
    #expect(units.datagrams(.ssm).isEmpty && units.numbers.count == 5)
  }

  // MARK: What must do no harm

  @Test("what is no number, out of order, twice or of another world is passed over and counted")
  func nonsense() {
    let units = EgressUnderTest()
    var objects = Self.row(9)
    objects[1].position.east = .nan
    objects[2].velocity.north = .infinity
    objects[3].size.length = .nan
    objects[4].id = objects[0].id
    objects[5].position.north = 1e30
    objects[6].velocityDeviation = LocalVector(east: .nan, north: .nan)
    objects[7].positionDeviation = LocalVector(east: -1, north: .infinity)
    objects[8].size = BodySize(length: 0, width: 0, height: 0)
    units.cycle(objects)
    #expect(units.numbers.count == 4 && units.egress.unsendable == 5 && units.egress.counters(of: 0).unwritten == 0)
    #expect(units.shared().flatMap(\.observations).allSatisfy { $0.position.east.isFinite })
  }

  @Test("three thousand at one place are told in turn")
  func pile() {
    let units = EgressUnderTest(units: 4)
    var objects = (1...3000).map { EgressUnderTest.object(UInt64($0), 1, 1, velocity: LocalVector(east: 5, north: 0)) }
    objects[7].isConnected = true
    for _ in 0..<3 { units.cycle(objects) }
    let counters = units.egress.counters(of: 3)
    #expect(counters.offered == 9000 && counters.perception.objects > 300 && counters.sharing.objects > 300)
    #expect(counters.unwritten == 0)
  }

  @Test("more road users than there is room for are counted")
  func overfull() {
    let units = EgressUnderTest(objects: 100)
    units.cycle(Self.row(130))
    #expect(units.numbers.count == 100 && units.egress.unsendable == 30)
  }

  @Test("three hundred obstacles go out in turn")
  func obstacles() {
    let units = EgressUnderTest()
    let obstacles = (1...200).map { number in
      Obstacle(
        unit: UnitIndex(0), sender: UInt64(number % 3), scheme: .csae, number: UInt16(number / 3), kind: .fragments,
        method: .lidar, time: units.now, position: LocalPoint(east: Double(number), north: 1), toldAt: units.now)
    }
    var told: Set<UInt16> = []
    for _ in 0..<20 {
      units.cycle(Self.row(10), obstacles: obstacles)
      let numbers = units.shared().flatMap(\.obstacles).map(\.number)
      #expect(Set(numbers).count == numbers.count)
      told.formUnion(numbers)
    }
    #expect(told.count == 200)
  }

  @Test("the same cycles give the same octets")
  func deterministic() {
    let digests = (0..<2).map { _ in
      let units = EgressUnderTest(units: 3)
      var digest = StateDigest()
      for step in 0..<20 {
        units.cycle(RoundTripTests.scene(200, seed: UInt64(step)))
        units.egress.digest(into: &digest)
      }
      return digest.value
    }
    #expect(digests[0] == digests[1])
  }
}
