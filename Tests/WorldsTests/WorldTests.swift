import Kernel
import RoadModel
import Testing

@testable import Worlds

@Suite("a world of known truth")
struct WorldTests {
  /// Worlds of both kinds, each looked at every tenth of a second.
  private static let worlds = WorldKind.allCases.flatMap { kind in
    (0..<8 as Range<UInt64>).map { World(kind: kind, seed: $0, population: 24, duration: 15) }
  }

  private static func instant(_ tick: Int) -> Instant { World.start + .milliseconds(Int64(tick) * 100) }

  @Test("two bodies never overlap")
  func overlap() {
    for world in Self.worlds {
      for tick in stride(from: 0, to: 150, by: 3) {
        let users = world.roadUsers(at: Self.instant(tick))
        for first in users.indices {
          for second in users.indices where second > first {
            #expect(
              !users[first].overlaps(users[second]),
              "\(world.kind) \(world.seed) at tick \(tick): \(users[first]) and \(users[second])")
          }
        }
      }
    }
  }

  @Test("nobody jumps, brakes harder than 7 m/s^2 or turns faster than it bears across; nobody drives backwards")
  func motion() {
    for world in Self.worlds {
      var before: [RoadUser] = []
      for tick in 0..<150 {
        let users = world.roadUsers(at: Self.instant(tick))
        for user in users {
          guard let old = before.first(where: { $0.number == user.number }) else { continue }
          let change = (user.velocity - old.velocity) * 10
          let expected = (user.velocity + old.velocity) * 0.05
          let name = "\(world.kind) \(world.seed) at tick \(tick): \(user)"
          #expect((user.position - old.position - expected).length < 0.05, "\(name) jumped")
          let ahead = old.heading.unitVector
          #expect(change.dot(ahead).magnitude < 7.5, "\(name) changed its speed by \(change)")
          #expect(change.cross(ahead).magnitude < 3.6, "\(name) turned by \(change)")
          #expect(user.velocity.length < 17, "\(name) is too fast")
          let isOnWheels = user.kind != .pedestrian
          #expect(!isOnWheels || user.heading.unitVector.dot(user.velocity) > -1e-9, "\(name) drives backwards")
        }
        before = users
      }
    }
  }

  @Test("what a step moves is what the next one begins with: the truth of any instant between is exact")
  func steps() throws {
    let world = World(kind: .intersection, seed: 5)
    for step in 1..<100 {
      for vehicle in world.frames[step - 1].vehicles {
        guard let next = world.frames[step].vehicles.first(where: { $0.number == vehicle.number }) else { continue }
        let end = vehicle.body(after: World.step, on: world.plan)
        let begin = next.body(after: 0, on: world.plan)
        #expect(end.position.distance(to: begin.position) < 0.02)
        #expect((end.velocity - begin.velocity).length < 0.1)
      }
    }
  }

  @Test("nobody passes a red light, and who walks steps off at green")
  func signals() {
    var passed = 0
    var steppedOff = 0
    for world in Self.worlds {
      let plan = world.plan
      for step in 1..<150 {
        let seconds = Double(step - 1) * World.step
        for old in world.frames[step - 1].vehicles {
          guard let new = world.frames[step].vehicles.first(where: { $0.number == old.number }), old.leg == new.leg
          else {
            continue
          }
          for line in plan.stopLines[old.leg] where old.front <= line.along && new.front > line.along {
            passed += 1
            #expect(
              plan.program.light(of: line.groups[old.lane], at: seconds) != .red,
              "\(world.kind) \(world.seed) at \(seconds) s: vehicle \(old.number) at \(old.speed) m/s")
          }
        }
        for old in world.frames[step - 1].walkers where !old.isReleased {
          guard let new = world.frames[step].walkers.first(where: { $0.number == old.number }), new.isReleased else {
            continue
          }
          steppedOff += 1
          let group = plan.footways[old.way].group
          #expect(plan.program.light(of: group, at: Double(step) * World.step) == .green)
        }
      }
    }
    #expect(passed > 20 && steppedOff > 10, "worlds in which nobody passes show nothing")
  }

  @Test("has all that a scene is there for: queues, turns, changes of lane, crossing groups, long bodies, parked cars")
  func variety() {
    var kinds = Set<ParticipantKind>()
    var standing = 0
    var turning = 0
    var changing = 0
    var crossing = 0
    var parked = 0
    var connected = 0
    for world in Self.worlds {
      let frame = world.frames[100]
      for user in world.roadUsers(at: Self.instant(100)) { kinds.insert(user.kind) }
      standing += frame.vehicles.count { $0.speed < 0.2 }
      turning += frame.vehicles.count { world.plan.legs[$0.leg].bend > 0 }
      changing += world.frames.count { $0.vehicles.contains { $0.change != nil } }
      crossing += frame.walkers.count { $0.isCrossing(world.plan.footways[$0.way]) }
      parked += world.parked.count
      connected += frame.vehicles.count { $0.hasOnBoardUnit }
    }
    #expect(kinds.isSuperset(of: [.car, .truck, .bus, .motorcycle, .bicycle, .pedestrian]))
    #expect(standing > 10 && turning > 1 && changing > 20 && crossing > 5 && parked > 20 && connected > 20)
  }

  @Test("is the same for the same seed and another one for another")
  func same() {
    let first = World(kind: .corridor, seed: 3).roadUsers(at: Self.instant(77))
    #expect(first == World(kind: .corridor, seed: 3).roadUsers(at: Self.instant(77)))
    #expect(first != World(kind: .corridor, seed: 4).roadUsers(at: Self.instant(77)))
  }
}
