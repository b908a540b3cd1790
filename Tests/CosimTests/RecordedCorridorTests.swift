import Foundation
import Kernel
import MessagesCSAE
import PackedEncoding
import Recording
import Testing

@Suite("the recorded corridor")
struct RecordedCorridorTests {
  private func corridor() throws -> RecordedCorridor { try RecordedCorridor.whole.get() }

  /// When something was measured, in milliseconds from the start by a clock that is `offset` ms ahead, from the
  /// millisecond within the minute and the arrival.
  private func measured(_ secMark: UInt16, offset: Double, arrival: Instant) -> Double {
    let arrived = Double((arrival - RecordedCorridor.start).nanoseconds) * 1e-6
    let clock = Double(RecordedCorridor.start.milliseconds % 60_000) + arrived + offset
    let age = (clock - Double(secMark)).truncatingRemainder(dividingBy: 60_000)
    return arrived - (age < -30_000 ? age + 60_000 : age > 30_000 ? age - 60_000 : age)
  }

  @Test(
    "every datagram decodes, arrives in order at port 30000, and comes from a known unit",
    arguments: RecordedCorridor.edges)
  func datagrams(edge: String) throws {
    let corridor = try corridor()
    var last = RecordedCorridor.start
    var count = 0
    try corridor.forEach(of: edge) { datagram, frame in
      #expect(datagram.time >= last)
      #expect(datagram.source.port == 30_000 && datagram.envelope.destination.port == 30_000)
      #expect(corridor.unit(datagram.source.address)?.edge == edge)
      if case .unknown = frame { Issue.record("an unknown message") }
      last = datagram.time
      count += 1
    }
    #expect(count > 7_000)
    #expect((last - RecordedCorridor.start).seconds > 74.9)
  }

  @Test("the messages keep their rates for 75 seconds", arguments: [("west", 4), ("east", 4)])
  func rates(edge: String, mapNodes: Int) throws {
    let corridor = try corridor()
    var counts: [UInt8: Int] = [:]
    var pictures: [UInt64: Set<Int>] = [:]
    try corridor.forEach(of: edge) { datagram, frame in
      counts[datagram.payload[0] >> 4, default: 0] += 1
      guard case .rsmFrame(let message) = frame, let unit = corridor.unit(datagram.source.address),
        let mark = message.value.participants.first?.secMark
      else { return }
      let time = measured(mark, offset: unit.clock_offset_ms, arrival: datagram.time)
      pictures[message.value.id, default: []].insert(Int((time / 10).rounded()))
    }
    #expect(counts[1] == 75 * mapNodes)
    #expect(counts[3] == 750)
    #expect(counts[4] == (edge == "west" ? 150 : nil))
    #expect(pictures.count == 2)
    #expect(pictures.values.allSatisfy { $0.count == 750 })
  }

  @Test(
    "a RSM has the unit itself first and 15 objects at most, and no number twice", arguments: RecordedCorridor.edges)
  func participants(edge: String) throws {
    try corridor().forEach(of: edge) { _, frame in
      guard case .rsmFrame(let message) = frame else { return }
      let participants = Array(message.value.participants)
      #expect(participants.count <= 16 && participants[0].ptcId == 0 && participants[0].ptcType == .rsu)
      #expect(Set(participants.map(\.ptcId)).count == participants.count)
    }
  }

  @Test("there is truth for every tenth of a second, of every kind of road user")
  func truth() throws {
    let truth = try corridor().truth
    #expect(truth.count == 750)
    #expect(truth.allSatisfy { $0.count >= 40 })
    let kinds = Set(truth.joined().map(\.kind))
    #expect(kinds == ["bicycle", "bus", "car", "emergency", "motorcycle", "pedestrian", "truck"])
    for (index, (before, after)) in zip(truth, truth.dropFirst()).enumerated() where index % 50 == 0 {
      for user in after {
        guard let same = before.first(where: { $0.vehicle == user.vehicle }) else { continue }
        #expect(same.place.distance(to: user.place) < 0.1 * (user.velocity.length + 5))
      }
    }
  }

  @Test(
    "what a unit sees is the truth with its bias and noise, 20 to 115 ms old, but for some clutter",
    arguments: RecordedCorridor.edges)
  func sight(edge: String) throws {
    let corridor = try corridor()
    var seen = 0
    var strangers = 0
    try corridor.forEach(of: edge) { datagram, frame in
      guard case .rsmFrame(let message) = frame, message.value.msgCnt % 8 == 0,
        let unit = corridor.unit(datagram.source.address)
      else { return }
      for object in message.value.participants where object.ptcId != 0 {
        let time = measured(object.secMark, offset: unit.clock_offset_ms, arrival: datagram.time)
        let age = Double((datagram.time - RecordedCorridor.start).nanoseconds) * 1e-6 - time
        #expect(age > 19 && age < 115)
        let bias = LocalVector(east: unit.position_bias_m[0], north: unit.position_bias_m[1])
        let place = object.pos.offsetLL.place(from: message.value.refPos) + bias * -1
        seen += 1
        if distance(from: place, at: time, in: corridor.truth) > 2 { strangers += 1 }
      }
    }
    #expect(seen > 4_000)
    #expect(Double(strangers) < 0.005 * Double(seen))
  }

  @Test(
    "a BSM is true within some metres, from a connected vehicle, and the ambulance has its siren on",
    arguments: RecordedCorridor.edges)
  func selfReports(edge: String) throws {
    let corridor = try corridor()
    var sirens = 0
    try corridor.forEach(of: edge) { datagram, frame in
      guard case .bsmFrame(let message) = frame else { return }
      if message.value.emergencyExt?.sirenUse == .inUse { sirens += 1 }
      guard message.value.msgCnt % 8 == 0 else { return }
      let time = measured(message.value.secMark, offset: 0, arrival: datagram.time)
      let place = RecordedCorridor.frame.point(
        of: GeodeticPosition(
          latitude: Double(message.value.pos.lat) * 1e-7, longitude: Double(message.value.pos.long) * 1e-7))
      #expect(distance(from: place, at: time, in: corridor.truth, connected: true) < 5)
    }
    #expect(sirens > 100)
  }

  /// Metres from a place to the nearest road user at a time in milliseconds from the start.
  private func distance(
    from place: LocalPoint, at time: Double, in truth: [[RecordedCorridor.Truth]], connected: Bool = false
  ) -> Double {
    let tick = min(truth.count - 1, max(0, Int(time / 100)))
    let rest = time / 1000 - Double(tick) * 0.1
    let users = truth[tick].filter { $0.isConnected || !connected }
    return users.map { ($0.place + $0.velocity * rest).distance(to: place) }.min() ?? .infinity
  }
}
