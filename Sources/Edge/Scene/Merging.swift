import Kernel
import RoadModel

/// On the hot path: no allocation. Two tracks of one road user become one.
extension Scene {
  /// Merges pairs that have agreed for some ticks in a row and that no unit listed apart in the last three seconds:
  /// that one fact keeps crowds and queues from melting. The older id stays.
  mutating func mergeTwins() {
    for place in 0..<activeCount {
      let slot = Int(active[place])
      let track = tracks.pointer(slot)
      guard track.pointee.id != 0 else { continue }
      let twin = olderTwin(of: slot)
      if twin < 0 {
        track.pointee.twin = -1
        track.pointee.twinTicks = 0
        continue
      }
      track.pointee.twinTicks = track.pointee.twin == Int32(twin) ? track.pointee.twinTicks + 1 : 1
      track.pointee.twin = Int32(twin)
      if track.pointee.twinTicks >= Int32(configuration.mergeTicks) { merge(slot, into: twin) }
    }
  }

  /// The nearest older track that may be the same road user, or -1.
  private mutating func olderTwin(of slot: Int) -> Int {
    let track = tracks.pointer(slot)
    let count = grid.neighbors(of: track.pointee.place, within: 4, into: found)
    var best = -1
    var nearest = Double.infinity
    for place in 0..<count {
      let other = Int(found[place])
      let older = tracks.pointer(other)
      guard older.pointee.id < track.pointee.id else { continue }
      let distance = (older.pointee.place - track.pointee.place).squaredLength
      guard distance < nearest || (distance == nearest && other < best) else { continue }
      if agrees(track, with: older) {
        nearest = distance
        best = other
      }
    }
    return best
  }

  /// Whether two tracks overlap more than bodies can and move alike.
  private mutating func agrees(_ track: UnsafeMutablePointer<Track>, with older: UnsafeMutablePointer<Track>) -> Bool {
    let gap = track.pointee.place - older.pointee.place
    let along = older.pointee.heading.dot(gap).magnitude
    let across = older.pointee.heading.cross(gap).magnitude
    let mine = track.pointee.state
    let theirs = older.pointee.state
    let doubt =
      (mine.positionSpread + theirs.positionSpread).squareRoot()
    let reach = min(0.6, doubt)
    guard along < 0.3 * (track.pointee.length + older.pointee.length) + reach,
      across < 0.3 * (track.pointee.width + older.pointee.width) + reach
    else { return false }
    let spread =
      mine.velocitySpread + theirs.velocitySpread
    guard (mine.velocity - theirs.velocity).squaredLength < 2.25 + 4 * spread else { return false }
    return !hasOwnVoices(track, older) && !track.isListedApart(from: older)
  }

  /// Whether both speak for themselves under different identities of one scheme at the same time.
  private mutating func hasOwnVoices(_ track: UnsafeMutablePointer<Track>, _ older: UnsafeMutablePointer<Track>) -> Bool
  {
    let mine = track.pointee.selfReport
    let theirs = older.pointee.selfReport
    guard mine.isKnown, theirs.isKnown, mine.scheme == theirs.scheme, mine.temporaryID != theirs.temporaryID else {
      return false
    }
    return (mine.time - theirs.time).seconds.magnitude < 0.3
  }

  /// Merges a track into an older one, which takes over the better estimate and what was told of the younger.
  private mutating func merge(_ slot: Int, into olderSlot: Int) {
    let track = tracks.pointer(slot)
    let older = tracks.pointer(olderSlot)
    let mine = track.pointee.state
    let theirs = older.pointee.state
    let isFresher = (track.pointee.time - older.pointee.time).seconds > 0.3
    if isFresher
      || mine.positionSpread < theirs.positionSpread
    {
      older.pointee.body = track.pointee.body
      older.pointee.state = track.pointee.state
      histories[olderSlot] = histories[slot]
    }
    for place in 0..<Track.sightingLimit where track.pointee.sightings[place].unit >= 0 {
      let theirs = track.pointee.sightings[place]
      let mine = older.pointee.openSighting(of: UInt8(truncatingIfNeeded: theirs.unit), scan: theirs.scan)
      if theirs.rawTime > older.pointee.sightings[mine].rawTime { older.pointee.sightings[mine] = theirs }
    }
    older.pointee.lastSeen = max(older.pointee.lastSeen, track.pointee.lastSeen)
    if track.pointee.selfReport.isKnown
      && (!older.pointee.selfReport.isKnown || track.pointee.selfReport.time > older.pointee.selfReport.time)
    {
      older.pointee.selfReport = track.pointee.selfReport
    }
    older.pointee.existence = max(older.pointee.existence, track.pointee.existence)
    older.pointee.isConfirmed = older.pointee.isConfirmed || track.pointee.isConfirmed
    older.pointee.hits &+= track.pointee.hits
    older.pointee.lastObserved = max(older.pointee.lastObserved, track.pointee.lastObserved)
    place(olderSlot, at: now)
    end(slot)
  }
}
