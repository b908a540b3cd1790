public import Kernel
package import MessagesCSAE
package import MessagesETSI
package import MessagesSAE
import PackedEncoding
public import RoadModel

/// The road maps that roadside units send, joined into one; of each node the newest valid one.
public struct MapStore {
  private struct Entry {
    var node: RoadNode
    var lanes: [RoadModel.Lane]
    var unit: UnitIndex
    var digest: UInt64
    var minute: UInt32?
    var lastSeen: Instant
  }

  /// A map of a node gives way to another one that was heard before where it was not repeated for so long.
  public static let silence = Interval.seconds(10)
  /// How many nodes, and lanes of all nodes, are kept; a node that there is no room for is counted in ``overflow``.
  public static let nodeLimit = 512
  public static let laneLimit = 8192
  private static let digestLimit = 1024

  private var entries: [Entry] = []
  private var known: [(digest: UInt64, unit: UnitIndex, nodes: [NodeID])] = []
  /// All nodes and lanes, ordered.
  public private(set) var map = LaneMap()
  /// Lanes that could not be drawn because neither they nor their link have points.
  public private(set) var lanesWithoutShape = 0
  /// Messages with another shape of a node than the unit in charge sends, or an older one.
  public private(set) var conflicts: UInt64 = 0
  /// Nodes that there was no room for.
  public private(set) var overflow: UInt64 = 0

  /// Makes an empty store.
  public init() {}

  /// Notes that a message with known contents came again. False where its contents are new, or where what took their
  /// place is no longer repeated, so that they come into force again.
  package mutating func repeats(_ digest: UInt64, from unit: UnitIndex, at now: Instant) -> Bool {
    guard let place = known.firstIndex(where: { $0.digest == digest && $0.unit == unit }) else { return false }
    var isDue = false
    for node in known[place].nodes {
      guard let index = entries.firstIndex(where: { $0.node.id == node }) else { continue }
      if entries[index].digest == digest && entries[index].unit == unit {
        entries[index].lastSeen = now
      } else if now - entries[index].lastSeen > MapStore.silence {
        isDue = true
      }
    }
    if isDue { known.remove(at: place) }
    return !isDue
  }

  /// Takes over the nodes of a message (T/CSAE 53-2020, MSG_MAP) whose contents are new. True where the map changed.
  package mutating func update(
    _ message: MapData, digest: UInt64, from unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) -> Bool {
    let built = LaneMapBuilder.build(message, frame: frame)
    let nodes = built.nodes.map { node in (node, built.lanes.filter { $0.downstreamNode == node.id }) }
    return update(
      nodes, shapeless: built.lanesWithoutShape, minute: message.timeStamp, digest: digest, from: unit, at: now)
  }

  /// The same of a message of SAE J2735 (MSG_MapData).
  package mutating func update(
    _ message: borrowing SAEMapData, digest: UInt64, from unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) -> Bool {
    let built = IntersectionMapBuilder.build(SAEIntersectionMap.intersections(message), frame: frame)
    return update(
      built.nodes, shapeless: built.shapeless, minute: message.timeStamp, digest: digest, from: unit, at: now)
  }

  /// The same of a message of ETSI (TS 103 301, MAPEM).
  package mutating func update(
    _ message: borrowing ETSIMapData, digest: UInt64, from unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) -> Bool {
    let built = IntersectionMapBuilder.build(ETSIIntersectionMap.intersections(message), frame: frame)
    return update(
      built.nodes, shapeless: built.shapeless, minute: message.timeStamp, digest: digest, from: unit, at: now)
  }

  /// Takes over nodes with the lanes that their maps have.
  private mutating func update(
    _ nodes: [(node: RoadNode, lanes: [RoadModel.Lane])], shapeless: Int, minute: UInt32?, digest: UInt64,
    from unit: UnitIndex, at now: Instant
  ) -> Bool {
    lanesWithoutShape += shapeless
    if known.count >= MapStore.digestLimit { known.removeFirst() }
    known.append((digest, unit, nodes.map(\.node.id)))
    var changed = false
    let minute = minute.flatMap { $0 < 527_040 ? $0 : nil }  // 527040 is no time
    for (node, lanes) in nodes {
      let entry = Entry(
        node: node, lanes: lanes, unit: unit, digest: digest, minute: minute, lastSeen: now)
      changed = put(entry, at: now) || changed
    }
    if changed { join() }
    return changed
  }

  private mutating func put(_ entry: Entry, at now: Instant) -> Bool {
    let place = entries.firstIndex { $0.node.id == entry.node.id }
    let others = entries.reduce(0) { $0 + ($1.node.id == entry.node.id ? 0 : $1.lanes.count) }
    guard others + entry.lanes.count <= MapStore.laneLimit, place != nil || entries.count < MapStore.nodeLimit else {
      overflow &+= 1
      return false
    }
    guard let place else {
      entries.append(entry)
      return true
    }
    let current = entries[place]
    if current.unit == entry.unit && current.digest == entry.digest {
      entries[place].lastSeen = now
      return false
    }
    let isNewer = (entry.minute ?? 0) > (current.minute ?? 0)
    guard current.unit == entry.unit || isNewer || now - current.lastSeen > MapStore.silence else {
      conflicts &+= 1
      return false
    }
    entries[place] = entry
    return true
  }

  private mutating func join() {
    entries.sort { $0.node.id < $1.node.id }
    let lanes = entries.flatMap(\.lanes).sorted { $0.id < $1.id }
    map = LaneMap(nodes: entries.map(\.node), lanes: lanes, version: map.version + 1)
  }
}
