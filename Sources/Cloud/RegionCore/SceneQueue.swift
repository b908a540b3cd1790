import Kernel
import TierModel

/// Scenes that wait for those of other edges of the same instant, so that the order of their arrival does not matter.
struct SceneQueue {
  private struct Waiting {
    var edge: String
    var scene: SceneDigest
  }

  /// What waits, ordered by time and edge.
  private var waiting: [Waiting] = []
  /// The newest scene of each edge that was taken, ordered by edge.
  private var newest: [(edge: String, time: Instant)] = []
  /// The newest instant that was shown.
  private(set) var shown: Instant?

  /// Adds a scene; false where its edge's picture is beyond it already, or has one of the same instant.
  mutating func add(_ scene: SceneDigest, of edge: String) -> Bool {
    if let last = newest.first(where: { $0.edge == edge }), scene.time <= last.time { return false }
    let place = waiting.firstIndex { ($0.scene.time, $0.edge) >= (scene.time, edge) } ?? waiting.count
    if place < waiting.count, waiting[place].scene.time == scene.time, waiting[place].edge == edge { return false }
    waiting.insert(Waiting(edge: edge, scene: scene), at: place)
    return true
  }

  /// Takes the oldest scene that is not after an instant; nil where there is none.
  mutating func next(through limit: Instant) -> (edge: String, scene: SceneDigest)? {
    guard let first = waiting.first, first.scene.time <= limit else { return nil }
    waiting.removeFirst()
    let place = newest.firstIndex { $0.edge >= first.edge } ?? newest.count
    if place < newest.count, newest[place].edge == first.edge {
      newest[place].time = first.scene.time
    } else {
      newest.insert((first.edge, first.scene.time), at: place)
    }
    shown = max(shown ?? first.scene.time, first.scene.time)
    return (first.edge, first.scene)
  }
}
