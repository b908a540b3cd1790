import Kernel
import RoadModel

/// A lane as traffic is counted on it.
struct Stretch {
  /// The lane.
  let id: LaneID
  let type: LaneType
  /// Who counts on it; nil where nobody does, and for a lane whose identity another one has already.
  let group: RoadUserGroup?
  /// Metres of its centre line, and of its width.
  let length: Double
  let width: Double
  /// Metres per second of free flow.
  let freeFlow: Double
  /// The place of its link among the links; -1 for lanes that belong to no link's traffic.
  var link = -1
  /// The signal phases of its ways on.
  let phases: [UInt8]
  /// The parts that units see, metres from its beginning, ordered.
  var observed: [ClosedRange<Double>] = []
  var observedLength = 0.0

  /// What happened in the second that is not over yet.
  var sums = TrafficSums()
  var travelTimes = TravelTimes()
  /// Metres that vehicles seemed to roll back in the seconds before; never positive.
  var owed = 0.0
  /// Who waits, as of the last second.
  var queue = Queue()
  /// Vehicles on the observed part.
  var inside: UInt32 = 0

  init(_ lane: Lane, isRepeated: Bool, configuration: TrafficConfiguration) {
    id = lane.id
    type = lane.type
    group = isRepeated ? nil : RoadUserGroup(lane.type)
    length = lane.length
    width = lane.width
    switch group {
    case .bicycle: freeFlow = min(lane.speedLimit ?? .infinity, configuration.bicycleFreeFlow)
    case .foot: freeFlow = configuration.footFreeFlow
    case .motor, nil: freeFlow = max(lane.speedLimit ?? configuration.motorFreeFlow, 1)
    }
    var phases: [UInt8] = []
    for connection in lane.connections {
      if let phase = connection.phase, !phases.contains(phase) { phases.append(phase) }
    }
    self.phases = phases
  }

  /// Whether units see a place on it.
  func isObserved(_ along: Double) -> Bool {
    for part in observed where part.contains(along) { return true }
    return false
  }

  /// Metres between samples of the centre line when its observed parts are worked out.
  private static let sampling = 1.0

  /// Works out which parts units see.
  mutating func observe(_ line: [LocalPoint], by reach: borrowing UnitReach) {
    observed = []
    var along = 0.0
    var from: Double?
    for (start, end) in zip(line, line.dropFirst()) {
      let span = start.distance(to: end)
      let steps = max(1, Int(min(span / Stretch.sampling, 400).rounded(.up)))
      for step in 0..<steps {
        let share = Double(step) / Double(steps)
        close(&from, at: along + span * share, isSeen: reach.contains(start + (end - start) * share))
      }
      along += span
    }
    close(&from, at: along, isSeen: line.last.map(reach.contains) ?? false)
    if let begin = from { observed.append(begin...max(begin, along)) }
    observedLength = observed.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
  }

  private mutating func close(_ from: inout Double?, at along: Double, isSeen: Bool) {
    if isSeen, from == nil { from = along }
    if !isSeen, let begin = from {
      observed.append(begin...along)
      from = nil
    }
  }
}

/// A link as traffic is counted on it: its motor lanes together.
struct LinkStretch {
  let id: LinkID
  /// Its lanes' places among the stretches.
  var lanes: [Int] = []
  /// What is not the sum over its lanes: changes between its lanes do not enter or leave it.
  var entered: UInt32 = 0
  var left: UInt32 = 0
  /// Vehicles on the observed parts.
  var inside: UInt32 = 0
  /// The mean length of its lanes in metres.
  var length = 0.0
}
