import Kernel
import RoadModel
import Testing

@testable import Worlds

@Suite("a fault of a unit or its channel")
struct FaultTests {
  /// What arrives of 100 messages, one each 100 ms and 50 ms on the way, with a fault from 3 s to 6 s. A message tells
  /// one road user whose place east is the second of its measurement.
  private static func arriving(_ kind: Fault.Kind, of unit: Int = 0) -> [Transmission] {
    var channel = FaultedChannel(unit: 0, faults: [Fault(kind, unit: unit, span: 3...6)], seed: 3)
    return (0..<100).flatMap { tick in channel.pass(message(tick)) }
  }

  private static func message(_ tick: Int) -> Transmission {
    let seconds = Double(tick) * 0.1
    let time = World.start + .milliseconds(Int64(tick) * 100)
    let row = Observation(
      unit: UnitIndex(0), method: .lidar, isSelfReport: false, localNumber: 1, time: time,
      position: LocalPoint(east: seconds, north: 0), kind: .car)
    return Transmission(unit: 0, measuredAt: seconds, arrival: time + .milliseconds(50), rows: [row])
  }

  private static func seconds(_ instant: Instant) -> Double { (instant - World.start).seconds }

  /// What arrives from 3.05 s to 6.05 s.
  private static func during(_ messages: [Transmission]) -> [Transmission] {
    messages.filter { seconds($0.arrival) > 3.04 && seconds($0.arrival) < 6.06 }
  }

  @Test("changes nothing outside its time, nor for another unit")
  func span() {
    for kind in Fault.Kind.allCases {
      #expect(Self.arriving(kind, of: 1).map(\.arrival) == (0..<100).map { Self.message($0).arrival })
      let before = Self.arriving(kind).filter { Self.seconds($0.arrival) < 3 }
      #expect(before.count == 30)
      #expect(before.allSatisfy { (Self.seconds($0.arrival) - $0.rows[0].position.east - 0.05).magnitude < 1e-6 })
    }
  }

  @Test("reordering holds messages up so that later ones overtake them")
  func reordering() {
    let order = Self.arriving(.reordering).sorted { $0.arrival < $1.arrival }.map(\.measuredAt)
    #expect(order.count == 100)
    #expect(zip(order, order.dropFirst()).contains { $0 > $1 })
  }

  @Test("duplication repeats messages as they were")
  func duplication() {
    let times = Self.arriving(.duplication).map { $0.rows[0].time }
    #expect(times.count > 105 && times.count < 125 && Set(times).count == 100)
  }

  @Test("loss takes single messages, bursts take 0.8 s of them")
  func loss() {
    #expect((91...99).contains(Self.arriving(.loss).count))
    let bursts = Self.arriving(.bursts).map(\.measuredAt).sorted()
    #expect(zip(bursts, bursts.dropFirst()).contains { $1 - $0 > 0.85 && $1 - $0 < 0.95 })
  }

  @Test("a frozen unit repeats its last scan, with old times or with new ones")
  func freezing() {
    for (kind, isFresh) in [(Fault.Kind.freezesWithOldTimes, false), (.freezesWithNewTimes, true)] {
      let frozen = Self.during(Self.arriving(kind))
      #expect(frozen.count > 28)
      #expect(frozen.allSatisfy { ($0.rows[0].position.east - 3).magnitude < 0.11 })
      let ages = frozen.map { Self.seconds($0.arrival) - Self.seconds($0.rows[0].time) }
      #expect(isFresh ? ages.allSatisfy { $0 < 0.06 } : ages.contains { $0 > 2.5 })
    }
  }

  @Test("a repeating unit tells of three seconds ago, with old times or with new ones")
  func repeating() {
    for (kind, isFresh) in [(Fault.Kind.repeatsWithOldTimes, false), (.repeatsWithNewTimes, true)] {
      let told = Self.during(Self.arriving(kind))
      #expect(told.count > 28)
      for message in told {
        let arrival = Self.seconds(message.arrival)
        #expect(arrival - message.rows[0].position.east > 3 && arrival - message.rows[0].position.east < 3.2)
        #expect((arrival - Self.seconds(message.rows[0].time) < 0.1) == isFresh)
      }
    }
  }

  @Test("a restarted unit is silent for half a second, a delayed one 150 ms late")
  func restartAndDelay() {
    #expect((94...96).contains(Self.arriving(.restart).count))
    let late = Self.arriving(.delay).filter { $0.measuredAt > 3.05 && $0.measuredAt < 5.95 }
    #expect(late.allSatisfy { (Self.seconds($0.arrival) - $0.measuredAt - 0.2).magnitude < 1e-6 } && late.count > 20)
  }

  @Test("an invented vehicle speaks where none is")
  func invention() {
    var plan = TrialPlan(seed: 1, kind: .corridor)
    plan.faults = [Fault(.invention, unit: 0, span: 5...8)]
    let world = World(kind: plan.kind, seed: plan.seed, population: plan.population, duration: plan.duration)
    let all = Broadcast(world: world, plan: plan).messages
    plan.faults = []
    let honest = Broadcast(world: world, plan: plan).messages
    #expect(all.count - honest.count == 30 || all.count - honest.count == 31)
    let invented = all.filter { message in message.rows.contains { $0.position.north == 17 } }
    for message in invented {
      let users = world.roadUsers(at: message.rows[0].time)
      #expect(users.allSatisfy { $0.distance(to: message.rows[0].position) > TrialLimits.reach })
    }
    #expect(!invented.isEmpty)
  }
}
