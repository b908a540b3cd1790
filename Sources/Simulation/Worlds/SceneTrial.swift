import Kernel
import RoadModel
public import Scene

/// Runs a scene over a world and checks, ten times a second, what has to hold.
///
/// The scene is driven as an edge drives it: messages in the order of arrival, then `advance` and `publish` each tenth of
/// a second. A second scene hears the same messages with those of each tenth in another order.
public enum SceneTrial {
  /// Runs a plan. The second scene doubles the work; without it the invariant of order is not checked.
  public static func run(
    _ plan: TrialPlan, configuration: SceneConfiguration = SceneConfiguration(), checksOrder: Bool = true,
    isTraced: Bool = false
  ) -> TrialReport {
    let world = World(
      kind: plan.kind, seed: plan.seed, population: plan.population, duration: plan.duration)
    let broadcast = Broadcast(world: world, plan: plan)
    var edge = EdgeUnderTrial(broadcast, configuration, tellsRange: plan.tellsRange)
    var shuffled = EdgeUnderTrial(broadcast, configuration, tellsRange: plan.tellsRange)
    var saboteur = Saboteur(plan.sabotage)
    var otherSaboteur = Saboteur(plan.sabotage)
    var judge = TrialJudge(plan: plan, broadcast: broadcast, isTraced: isTraced)
    var random = SeededRandom(seed: plan.seed &+ 99)
    var next = 0
    for tick in 1...Int(plan.duration * 10) {
      let seconds = Double(tick) * 0.1
      let now = World.start + .milliseconds(Int64(tick) * 100)
      var batch: [Transmission] = []
      while next < broadcast.messages.count, broadcast.messages[next].arrival <= now {
        batch.append(broadcast.messages[next])
        next += 1
      }
      edge.hear(batch)
      edge.tick(at: now)
      saboteur.spoil(&edge.objects, first: batch.first, at: seconds)
      judge.judge(edge.objects, world.roadUsers(at: now), at: seconds)
      if checksOrder {
        let arrivals = batch.map(\.arrival)
        batch.shuffle(using: &random)
        for place in batch.indices { batch[place].arrival = arrivals[place] }
        shuffled.hear(batch)
        shuffled.tick(at: now)
        otherSaboteur.spoil(&shuffled.objects, first: batch.first, at: seconds)
        judge.compare(edge.objects, shuffled.objects, world.roadUsers(at: now), at: seconds)
      }
    }
    judge.close(messages: broadcast.messages.count)
    return judge.report
  }
}

/// A scene with the room for what it publishes.
struct EdgeUnderTrial: ~Copyable {
  var scene: Scene
  var objects: [SceneObject] = []

  init(_ broadcast: Broadcast, _ configuration: SceneConfiguration, tellsRange: Bool) {
    var configuration = configuration
    configuration.trackCapacity = min(configuration.trackCapacity, 512)
    scene = Scene(configuration: configuration)
    // As an edge does it: where a unit stands is in its messages, how far it sees is not.
    for sensor in broadcast.sensors {
      scene.setUnit(sensor.unit, place: sensor.place, range: tellsRange ? sensor.habits.range : nil)
    }
  }

  mutating func hear(_ batch: [Transmission]) {
    for message in batch {
      if message.unit < 0 {
        for row in message.rows { _ = scene.apply(selfReport: row, receivedAt: message.arrival) }
      } else if !message.rows.isEmpty {
        _ = scene.apply(scan: message.rows.span, receivedAt: message.arrival)
      }
    }
  }

  mutating func tick(at now: Instant) {
    scene.advance(to: now)
    scene.publish(at: now, into: &objects)
  }
}

/// Spoils what a scene publishes.
struct Saboteur {
  private let sabotage: TrialSabotage?
  /// The number of the track that it has chosen.
  private var victim: TrackID?
  /// Whether the message that came first at the beginning of the second was measured in an odd millisecond, and when
  /// that was noted.
  private var isOdd = false
  private var notedAt = 0.0

  init(_ sabotage: TrialSabotage?) { self.sabotage = sabotage }

  mutating func spoil(_ objects: inout [SceneObject], first: Transmission?, at seconds: Double) {
    guard let sabotage, seconds > TrialLimits.warmUp else { return }
    switch sabotage {
    case .losesOne:
      // One that is seen: near the middle and heard of just now.
      if victim == nil { victim = objects.max { $0.existence < $1.existence }?.id }
      objects.removeAll { $0.id == victim }
    case .doublesOne:
      guard var twin = objects.max(by: { $0.existence < $1.existence }) else { return }
      twin.id = TrackID(1 << 40)
      twin.position = twin.position + LocalVector(east: 0.9, north: 0.9)
      objects.append(twin)
    case .inventsOne:
      guard var ghost = objects.first else { return }
      ghost.id = TrackID(1 << 41)
      ghost.position = LocalPoint(east: -25, north: 25)
      objects.append(ghost)
    case .shiftsAll:
      for place in objects.indices {
        objects[place].position = objects[place].position + LocalVector(east: 1.1, north: -1.1)
      }
    case .boasts, .mumbles:
      let factor = sabotage == .boasts ? 0.2 : 10
      for place in objects.indices {
        objects[place].positionDeviation = objects[place].positionDeviation * factor
      }
    case .heedsOrder:
      if seconds - notedAt > 0.95 {
        isOdd = Int((first?.measuredAt ?? 0) * 1000) & 1 == 1
        notedAt = seconds
      }
      for place in objects.indices where isOdd {
        objects[place].position = objects[place].position + LocalVector(east: 0.6, north: 0)
      }
    }
  }
}
