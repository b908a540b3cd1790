public import Kernel
package import MessagesCSAE
import PackedEncoding
public import RoadModel

/// The road maps that roadside units send, joined into one; of each node the newest valid one.
public struct MapStore {
  private struct Entry {
    var node: RoadNode
    var lanes: [RoadModel.Lane]
    var unit: UnitIndex
    var minute: UInt32?
    var lastSeen: Instant
  }

  /// A map of a node that came from one unit is replaced by another unit's where the first was silent for so long.
  public static let silence = Interval.seconds(10)
  private static let digestLimit = 256

  private var entries: [Entry] = []
  private var known: [(digest: UInt64, unit: UnitIndex, nodes: [NodeID])] = []
  /// All nodes and lanes, ordered.
  public private(set) var map = LaneMap()
  /// Lanes that could not be drawn because neither they nor their link have points.
  public private(set) var lanesWithoutShape = 0
  /// Messages with another shape of a node than the unit in charge sends, or an older one.
  public private(set) var conflicts: UInt64 = 0

  /// Makes an empty store.
  public init() {}

  /// Notes that a message with known contents came again. False where its contents are new.
  package mutating func repeats(_ digest: UInt64, from unit: UnitIndex, at now: Instant) -> Bool {
    guard let place = known.firstIndex(where: { $0.digest == digest && $0.unit == unit }) else { return false }
    for node in known[place].nodes {
      for index in entries.indices where entries[index].node.id == node && entries[index].unit == unit {
        entries[index].lastSeen = now
      }
    }
    return true
  }

  /// Takes over the nodes of a message (T/CSAE 53-2020, MSG_MAP) whose contents are new. True where the map changed.
  package mutating func update(
    _ message: MapData, digest: UInt64, from unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) -> Bool {
    let built = LaneMapBuilder.build(message, frame: frame)
    lanesWithoutShape += built.lanesWithoutShape
    if known.count >= MapStore.digestLimit { known.removeFirst() }
    known.append((digest, unit, built.nodes.map(\.id)))
    var changed = false
    for node in built.nodes {
      let lanes = built.lanes.filter { $0.downstreamNode == node.id }
      let entry = Entry(node: node, lanes: lanes, unit: unit, minute: message.timeStamp, lastSeen: now)
      changed = put(entry, at: now) || changed
    }
    if changed { join() }
    return changed
  }

  private mutating func put(_ entry: Entry, at now: Instant) -> Bool {
    guard let place = entries.firstIndex(where: { $0.node.id == entry.node.id }) else {
      entries.append(entry)
      return true
    }
    let current = entries[place]
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
    let lanes = entries.flatMap(\.lanes).sorted {
      ($0.downstreamNode, $0.upstreamNode, $0.number) < ($1.downstreamNode, $1.upstreamNode, $1.number)
    }
    map = LaneMap(nodes: entries.map(\.node), lanes: lanes, version: map.version + 1)
  }
}
