import Ingest
public import Kernel
public import RoadModel
public import TierModel

/// Something that does not fit together in what an edge was told.
public struct Finding: Sendable, Equatable {
  /// What does not fit.
  public enum Kind: String, CaseIterable, Sendable {
    /// Signals came for a node of which there is no map.
    case signalsWithoutMap
    /// The map names a signal phase that no message shows.
    case phaseWithoutSignal
    /// Signals show a phase that no connection of the map names.
    case signalWithoutLane
    /// A controller was heard once and is silent now.
    case signalsSilent
    /// Lanes of the map have no shape and are not drawn.
    case lanesWithoutShape
    /// Two units send different maps of one node.
    case mapConflict
    /// A board was full: something that was accepted is not shown.
    case noRoom
    /// A unit's positions are shifted by more than its bound.
    case deviceMoved
    /// A unit is turned by more than its bound.
    case deviceTurned
    /// A unit's clock is off by more than its bound.
    case deviceClock
    /// A unit contradicts what the others see.
    case deviceContradicts
    /// A unit shows an old picture.
    case deviceFrozen

    /// What an alarm of a device is as a finding.
    public init(_ alarm: DeviceAlarm.Kind) {
      switch alarm {
      case .deviceMoved: self = .deviceMoved
      case .deviceTurned: self = .deviceTurned
      case .deviceClock: self = .deviceClock
      case .deviceContradicts: self = .deviceContradicts
      case .deviceFrozen: self = .deviceFrozen
      }
    }
  }

  /// What does not fit.
  public var kind: Kind
  /// The node that it concerns, where there is one.
  public var node: NodeID?
  /// A sentence for the operator.
  public var sentence: String
  /// The unit that it concerns, where there is one.
  public var unit: String?
  /// Since when, where that is known.
  public var since: Instant?
  /// What it rests on, where that is a figure.
  public var figure: AlarmFigure?
}

extension EdgeCore {
  /// What does not fit together, alarms of devices first, then by kind and node. Allocates: it is for once a second.
  func findings(_ signals: [IntersectionSignals], at now: Instant) -> [Finding] {
    var found = deviceFindings()
    for intersection in signals {
      found += findings(of: intersection, at: now)
    }
    let heard = Set(signals.map(\.node))
    for node in maps.map.nodes where !heard.contains(node.id) && hasPhases(node.id) {
      found.append(
        Finding(kind: .phaseWithoutSignal, node: node.id, sentence: "The map names signal phases, and no signals came.")
      )
    }
    if maps.lanesWithoutShape > 0 {
      found.append(
        Finding(
          kind: .lanesWithoutShape, node: nil,
          sentence: "\(maps.lanesWithoutShape) lanes have no points, nor has their link: they are not drawn."))
    }
    if maps.conflicts > 0 {
      found.append(
        Finding(
          kind: .mapConflict, node: nil,
          sentence: "Maps of one node differ between units or are older: \(maps.conflicts) were left out."))
    }
    let unkept =
      self.signals.overflow + events.overflow + maps.overflow + obstacles.overflow + intentions.overflow
      + coordination.overflow
    if unkept > 0 {
      found.append(
        Finding(
          kind: .noRoom, node: nil,
          sentence:
            "There was no room for \(unkept) intersections, announcements, nodes, obstacles, intentions or proposals: "
            + "they are not shown."))
    }
    return found
  }

  private func phases(of node: NodeID) -> Set<UInt8> {
    Set(maps.map.lanes.filter { $0.downstreamNode == node }.flatMap { $0.connections.compactMap(\.phase) })
  }

  private func hasPhases(_ node: NodeID) -> Bool { !phases(of: node).isEmpty }

  private func findings(of intersection: IntersectionSignals, at now: Instant) -> [Finding] {
    let node = intersection.node
    if now - intersection.updated > SignalBoard.silence {
      return [Finding(kind: .signalsSilent, node: node, sentence: "The signal controller is silent.")]
    }
    guard maps.map.nodes.contains(where: { $0.id == node }) else {
      return [Finding(kind: .signalsWithoutMap, node: node, sentence: "Signals come, and no map of the node did.")]
    }
    var found: [Finding] = []
    let shown = Set(intersection.phases.map(\.phase))
    let named = phases(of: node)
    let unseen = named.subtracting(shown).sorted()
    if !unseen.isEmpty {
      found.append(
        Finding(
          kind: .phaseWithoutSignal, node: node,
          sentence: "The map names phases that the signals do not show: \(EdgeCore.list(unseen))."))
    }
    let unused = shown.subtracting(named).sorted()
    if !unused.isEmpty {
      found.append(
        Finding(
          kind: .signalWithoutLane, node: node,
          sentence: "The signals show phases that no lane of the map has: \(EdgeCore.list(unused))."))
    }
    return found
  }

  private static func list(_ phases: [UInt8]) -> String { phases.map(String.init).joined(separator: ", ") }
}
