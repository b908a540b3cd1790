import EdgeCore
import Ingest
import Kernel
import RoadModel
import Testing
import TierModel

@testable import Scene

@Suite("a device is held against its bounds")
struct CalibrationWatchTests {
  /// A unit that is as it should be, and known as well as half a minute of traffic tells.
  static func evidence(_ change: (inout CalibrationWatch.Evidence) -> Void = { _ in }) -> CalibrationWatch.Evidence {
    var clock = ClockSecond()
    clock.told = 10
    clock.shortest = 0.03
    var evidence = CalibrationWatch.Evidence(
      registration: UnitRegistration(
        shift: .zero, turn: 0, clockOffset: .zero, shiftDeviation: 0.01, clockDeviation: 0.001,
        doubt: RegistrationDoubt(east: 0.1, north: 0.1, clock: 0.002, turn: 0.0005), isCompared: true),
      trust: UnitTrust(isTrusted: true, isFrozen: false, agreement: 1, contradiction: 0, candour: 1), clock: clock)
    change(&evidence)
    return evidence
  }

  /// A watch over one device, told the same for some seconds.
  struct Watched {
    var watch: CalibrationWatch
    var now = Instant(milliseconds: 1_700_000_000_000)

    init(_ bounds: DeviceBounds = DeviceBounds()) { watch = CalibrationWatch(bounds: [bounds]) }

    /// How often an alarm began or ended.
    @discardableResult
    mutating func tell(_ seconds: Int, _ change: (inout CalibrationWatch.Evidence) -> Void = { _ in }) -> Int {
      var changes = 0
      for _ in 0..<seconds {
        now = now + .seconds(1)
        if watch.note(CalibrationWatchTests.evidence(change), of: 0, at: now) { changes += 1 }
      }
      return changes
    }

    var kinds: [DeviceAlarm.Kind] { watch.standing.map(\.kind) }
  }

  @Test("a shift beyond the bound by three deviations raises an alarm after three seconds, and not before")
  func raise() throws {
    var watched = Watched()
    #expect(watched.tell(2) { $0.registration.shift = LocalVector(east: 0.9, north: 0) } == 0)
    #expect(watched.tell(1) { $0.registration.shift = LocalVector(east: 0.9, north: 0) } == 1)
    let alarm = try #require(watched.watch.standing.first)
    #expect(alarm.kind == .deviceMoved && alarm.since == watched.now && watched.kinds.count == 1)
    #expect(
      alarm.figure.sentence
        == "What it tells lies 0.90 ± 0.10 m east of where others see it (bound 0.50 m): was it moved, or surveyed "
        + "wrongly?")
  }

  @Test("what is not sure raises none: too near the bound, too much doubt, never compared, two seconds only")
  func unsure() {
    var watched = Watched()
    watched.tell(20) { $0.registration.shift = LocalVector(east: 0.8, north: 0) }
    watched.tell(20) {
      $0.registration.shift = LocalVector(east: 0.9, north: 0)
      $0.registration.doubt.east = 0.2
    }
    watched.tell(20) {
      $0.registration.shift = LocalVector(east: 9, north: 0)
      $0.registration.isCompared = false
    }
    for _ in 0..<10 {
      watched.tell(2) { $0.registration.shift = LocalVector(east: 9, north: 0) }
      watched.tell(1)
    }
    #expect(watched.kinds.isEmpty)
  }

  @Test("an alarm stays while the estimate is about the bound, and ends five seconds after it is well within")
  func hysteresis() {
    var watched = Watched()
    #expect(watched.tell(3) { $0.registration.turn = 0.02 } == 1)
    var changes = 0
    for step in 0..<40 { changes += watched.tell(1) { $0.registration.turn = step % 2 == 0 ? 0.0075 : 0.0095 } }
    #expect(changes == 0 && watched.kinds == [.deviceTurned])
    #expect(watched.tell(4) { $0.registration.turn = 0.001 } == 0)
    #expect(watched.tell(1) { $0.registration.turn = 0.0085 } == 0)
    #expect(watched.tell(4) { $0.registration.turn = 0.001 } == 0)
    #expect(watched.tell(1) { $0.registration.turn = 0.001 } == 1)
    #expect(watched.kinds.isEmpty)
  }

  @Test("an alarm does not end because nothing is known any more")
  func forgotten() {
    var watched = Watched()
    watched.tell(3) { $0.registration.shift = LocalVector(east: 3, north: 0) }
    watched.tell(60) { $0.registration.isCompared = false }
    watched.tell(60) { $0.registration.doubt.east = 0.6 }
    #expect(watched.kinds == [.deviceMoved])
    watched.tell(5)
    #expect(watched.kinds.isEmpty)
  }

  @Test("a clock is judged by what others see, and by the times on its messages where these cannot be true")
  func clock() {
    func sentence(_ change: (inout CalibrationWatch.Evidence) -> Void) -> String? {
      var watched = Watched()
      watched.tell(3, change)
      return watched.kinds == [.deviceClock] ? watched.watch.standing.first?.figure.sentence : nil
    }
    #expect(
      sentence { $0.registration.clockOffset = .milliseconds(-80) }
        == "Its clock is 80 ± 2 ms behind, held against what others see (bound 50 ms).")
    #expect(sentence { $0.registration.clockOffset = .milliseconds(52) } == nil)
    #expect(sentence { $0.clock.shortest = -0.45 }?.contains("come 450 ms before the times on them") == true)
    #expect(sentence { $0.clock.shortest = -0.045 } == nil)
    #expect(sentence { $0.clock.shortest = 0.52 }?.contains("come 520 ms or more after the times on them") == true)
    #expect(sentence { $0.clock.shortest = 0.34 } == nil, "a slow network is no wrong clock")
    #expect(
      sentence {
        $0.clock = ClockSecond()
        $0.clock.refused = 10
      }?.hasPrefix("100 % of its messages are refused") == true)
  }

  @Test("a unit that contradicts the others, or whose picture is frozen, raises one alarm, each with its shares")
  func trust() {
    var watched = Watched()
    watched.tell(3) {
      $0.trust = UnitTrust(isTrusted: false, isFrozen: false, agreement: 0.1, contradiction: 0.9, candour: 1)
    }
    #expect(watched.kinds == [.deviceContradicts])
    #expect(watched.watch.standing[0].figure.sentence.hasPrefix("It lists 10 % of what others see"))
    watched.tell(5) {
      $0.trust = UnitTrust(isTrusted: false, isFrozen: true, agreement: 0.1, contradiction: 0.9, candour: 0.05)
    }
    #expect(watched.kinds == [.deviceFrozen])
    #expect(watched.watch.standing[0].figure.sentence.hasPrefix("Its picture stands still: its places move by 5 %"))
    watched.tell(5)
    watched.tell(3) {
      $0.trust = UnitTrust(
        isTrusted: true, isFrozen: true, agreement: 1, contradiction: 0, candour: 1, repetition: 0.9)
    }
    #expect(watched.kinds == [.deviceFrozen])
    #expect(watched.watch.standing[0].figure.sentence.hasPrefix("It tells an old picture as if it were new: 90 %"))
    watched.tell(5)
    #expect(watched.kinds.isEmpty)
  }

  @Test("each device has its own bounds")
  func own() {
    var wide = DeviceBounds()
    wide.shift = 2
    var watch = CalibrationWatch(bounds: [DeviceBounds(), wide])
    for second in 0..<10 {
      for device in 0..<2 {
        _ = watch.note(
          Self.evidence { $0.registration.shift = LocalVector(east: 0, north: -1.2) }, of: device,
          at: Instant(milliseconds: Int64(second) * 1000))
      }
    }
    #expect(watch.standing.map(\.device) == [0])
    #expect(watch.standing[0].figure.sentence.contains("1.20 ± 0.10 m south of"))
  }
}
