import Kernel
import RoadModel

/// One road user as traffic remembers it from scene to scene.
struct Traveller: BitwiseCopyable {
  var id: TrackID
  var group: RoadUserGroup
  var isBus: Bool
  var isConnected: Bool
  /// Metres.
  var size: Double
  var position: LocalPoint
  /// The place of its lane among the stretches, -1 for none; metres along it and to its left.
  var lane: Int32 = -1
  var along = 0.0
  var offset = 0.0
  /// Metres per second to where it looks; negative by noise or in reverse.
  var speed: Double
  /// Another lane that it seems to be on, -2 for none, -1 for off the road, and for how many seconds so.
  var otherLane: Int32 = -2
  var otherFor = 0.0
  /// The stretch that it is counted on, -1 for none.
  var counted: Int32 = -1
  /// Seconds for which it has not been seen; 0 for one of the newest scene.
  var missingFor = 0.0

  /// Whether it waits, for how long it has been slow or fast, and whether it has driven since it waited last.
  var isWaiting = false
  var slowFor = 0.0
  var fastFor = 0.0
  var hasDriven = false
  /// Whether it waits in a queue before the end of its lane.
  var isQueued = false
  /// Since when it has stood about one place, and where; meaningless while it does not wait.
  var standsSince: Instant
  var standsAt: LocalPoint

  /// When it came onto the observed part of its link, or of its lane where that belongs to no link, and whether at the
  /// beginning of that.
  var since: Instant
  var isFromBeginning = false

  /// Takes a road user over that was not known before.
  init(_ object: borrowing SceneObject, group: RoadUserGroup, at now: Instant) {
    id = object.id
    self.group = group
    isBus = object.kind == .bus
    isConnected = object.isConnected
    size = object.size.length
    position = object.position
    speed = object.velocity.dot(object.heading.unitVector)
    standsSince = now
    standsAt = object.position
    since = now
  }

  /// Takes its newest state over, but for the lane.
  mutating func update(_ object: borrowing SceneObject) {
    isBus = object.kind == .bus
    isConnected = object.isConnected
    size = object.size.length
    position = object.position
    speed = object.velocity.dot(object.heading.unitVector)
    missingFor = 0
  }

  /// Metres along its lane to its front and its rear.
  var front: Double { along + size / 2 }
  var rear: Double { along - size / 2 }
}
