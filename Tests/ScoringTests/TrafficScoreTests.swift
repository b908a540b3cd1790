import Kernel
import RoadModel
import Scoring
import Testing

/// A truth of vehicles on a street of two lanes, 100 m to the east, both in range.
private struct Street {
  static let start = Instant(milliseconds: 1_773_793_760_000)
  static let nodes = [NodeID(region: 1, number: 1), NodeID(region: 1, number: 2)]
  static let area = ScoredArea(center: LocalPoint(east: 50, north: 0), range: 60)

  static func lane(_ number: UInt8, north: Double) -> Lane {
    Lane(
      upstreamNode: nodes[0], downstreamNode: nodes[1], linkName: "Lmain", number: number, type: .vehicle, width: 3.5,
      maneuvers: .straight, speedLimit: nil,
      centerLine: [LocalPoint(east: 0, north: north), LocalPoint(east: 100, north: north)], connections: [])
  }

  static let map = LaneMap(nodes: [], lanes: [lane(1, north: 3.5), lane(2, north: 0)], version: 1)
  static let left = map.lanes[0].id
  static let right = map.lanes[1].id

  /// Seconds of a truth; each line gives the vehicle, its class, metres along, metres per second and lane.
  static func truth(
    seconds: Int, _ lines: (Double) -> [(name: String, kind: String, at: Double, speed: Double, lane: String)]
  ) throws -> TruthTable {
    var text = TruthTable.columns.joined(separator: ",") + "\n"
    for tenth in 0...seconds * 10 {
      for line in lines(Double(tenth) / 10) {
        text +=
          "\(tenth * 100),\(line.name),\(line.kind),0,0,\(line.at),0,\(line.speed),0,0,\(line.lane)\n"
      }
    }
    return try TruthTable(csv: Array(text.utf8))
  }

  /// A summary a second that tells the same of the right lane, and that the left one is empty.
  static func told(seconds: Int, _ sums: TrafficSums, queue: Queue) -> [TrafficSummary] {
    (1...seconds).map { second in
      var empty = TrafficSums()
      empty.observed = 100
      return TrafficSummary(
        time: start + .seconds(Double(second)), duration: .seconds(1),
        lanes: [
          (left, StretchTraffic(length: 100, sums: empty)),
          (right, StretchTraffic(length: 100, sums: sums, queue: queue)),
        ], links: [])
    }
  }
}

@Suite("traffic against the truth")
struct TrafficScoreTests {
  @Test("the truth's last number counts lanes from the right: main_0 is lane 2 of two; kinds count on their lanes only")
  func lanes() throws {
    let truth = try Street.truth(seconds: 1) { _ in
      [
        ("one", "car", 97, 0, "main_0"), ("two", "truck", 88, 0, "main_0"), ("three", "car", 50, 10, "main_1"),
        ("four", "bicycle", 20, 0, "main_0"), ("five", "car", 20, 0, "other_0"),
        ("six", "car", 20, 0, ":main_0_0"),
      ]
    }
    var actual = TrueTraffic(map: Street.map, areas: [Street.area])
    for frame in truth.frames { actual.add(frame) }
    let seconds = actual.second()
    #expect(seconds.map(\.lane) == [Street.left, Street.right])
    #expect((seconds[0].sums.time - 1).magnitude < 1e-9 && (seconds[0].sums.distance - 10).magnitude < 1e-9)
    #expect((seconds[1].sums.time - 2).magnitude < 1e-9 && seconds[1].sums.distance == 0)
    #expect(seconds.map(\.present) == [1, 2])
    #expect(seconds[0].queue == Queue())
    #expect(seconds[1].queue.vehicles == 2)
    #expect((seconds[1].queue.length - 16.5).magnitude < 1e-9, "from the stop line to the rear of the truck")
  }

  @Test("what is told as it was holds always; a lane that is empty on both sides is not counted as busy")
  func exact() throws {
    let truth = try Street.truth(seconds: 30) { _ in [("one", "car", 97, 0, "main_0")] }
    var sums = TrafficSums()
    sums.time = 1
    sums.observed = 100
    let told = Street.told(seconds: 30, sums, queue: Queue(vehicles: 1, length: 5.3))
    let score = TrafficScore(told: told, truth: truth, start: Street.start, map: Street.map, areas: [Street.area])
    #expect(score.seconds == 21)
    #expect(score.all.flow.compared == 42 && score.all.flow.held == 42)
    #expect(score.busy.speed.compared == 21 && score.busy.speed.held == 21)
    #expect(score.busy.queue.held == 21 && score.queued.queueLength.held == 21)
    #expect(score.busy.queueLength.meanError < 1e-9)
    #expect(score.table.contains("with traffic"))
    #expect(score.json.contains("\"withTraffic\":{\"flow\":{\"compared\":21,\"held\":21"))
  }

  @Test("each tolerance is kept: 1.1 vehicles a minute, 0.6 m/s, two vehicles and eight metres too much do not hold")
  func tolerances() throws {
    let truth = try Street.truth(seconds: 30) { _ in [("one", "car", 97, 0, "main_0")] }
    var sums = TrafficSums()
    sums.time = 1
    sums.observed = 100
    sums.distance = 0.6
    var told = Street.told(seconds: 30, sums, queue: Queue(vehicles: 3, length: 13.4))
    var score = TrafficScore(told: told, truth: truth, start: Street.start, map: Street.map, areas: [Street.area])
    #expect(score.busy.flow.held == 21, "0.36 vehicles a minute more")
    #expect(score.busy.speed.held == 0)
    #expect(score.busy.queue.held == 0 && score.busy.queueLength.held == 0)
    sums.distance = 1.9
    sums.time = 100
    told = Street.told(seconds: 30, sums, queue: Queue(vehicles: 2, length: 12.7))
    score = TrafficScore(told: told, truth: truth, start: Street.start, map: Street.map, areas: [Street.area])
    #expect(score.busy.flow.held == 0 && score.busy.flow.compared == 21)
    #expect(score.busy.speed.held == 21)
    #expect(score.busy.queue.held == 21 && score.busy.queueLength.held == 21)
  }

  @Test("traffic that was never told of does not hold, nor does what was invented")
  func missed() throws {
    let truth = try Street.truth(seconds: 30) { time in
      [("one", "car", 3 * time, 3, "main_0")]
    }
    let none = TrafficScore(
      told: Street.told(seconds: 30, TrafficSums(), queue: Queue()), truth: truth, start: Street.start,
      map: Street.map, areas: [Street.area])
    #expect(none.busy.flow.held == 0 && none.busy.speed.held == 0)
    let empty = try Street.truth(seconds: 30) { _ in [("one", "car", 500, 0, "other_0")] }
    var sums = TrafficSums()
    sums.time = 1
    sums.distance = 10
    sums.observed = 100
    let invented = TrafficScore(
      told: Street.told(seconds: 30, sums, queue: Queue(vehicles: 2, length: 12)), truth: empty, start: Street.start,
      map: Street.map, areas: [Street.area])
    #expect(invented.all.flow.compared == 42 && invented.all.flow.held == 21)
    #expect(invented.all.speed.held == 21 && invented.all.queue.held == 21)
    #expect(invented.busy.flow.compared == 0)
  }
}
