import Kernel
import RoadModel

/// Ten times a second: from one scene to the next, who is where. No allocation once the arrays have grown.
///
/// The scene matches each instant on its own but for a small bonus. Here a lane beside the own one must be matched for
/// ``TrafficConfiguration/laneChangeHold`` before it counts, a way on at the end of a lane at once; a road user that is
/// lost for a moment is believed to go on, and what appears in its place is taken for it.
extension TrafficState {
  /// Joins a scene, ordered by track, with the travellers of the last, ordered alike.
  mutating func follow(_ objects: [SceneObject], seconds: Double, at now: Instant) {
    spare.removeAll(keepingCapacity: true)
    newcomers.removeAll(keepingCapacity: true)
    var old = 0
    for place in objects.indices {
      let id = objects[place].id
      while old < travellers.count, travellers[old].id < id {
        miss(travellers[old], seconds: seconds)
        old += 1
      }
      if old < travellers.count, travellers[old].id == id {
        see(objects[place], again: travellers[old], seconds: seconds)
        old += 1
      } else {
        meet(objects[place], at: now)
      }
    }
    while old < travellers.count {
      miss(travellers[old], seconds: seconds)
      old += 1
    }
    swap(&travellers, &spare)
    resume()
    dismiss()
  }

  private mutating func see(_ object: borrowing SceneObject, again known: Traveller, seconds: Double) {
    var traveller = known
    traveller.update(object)
    let lane = admittedLane(object)
    guard let group = group(of: object, on: lane, before: known.group) else {
      depart(&traveller)
      return
    }
    traveller.group = group
    choose(&traveller, lane, object.lane, seconds: seconds)
    spare.append(traveller)
  }

  private mutating func meet(_ object: borrowing SceneObject, at now: Instant) {
    let lane = admittedLane(object)
    guard let group = group(of: object, on: lane, before: nil) else { return }
    var traveller = Traveller(object, group: group, at: now)
    if let place = object.lane, lane >= 0 {
      traveller.lane = lane
      traveller.along = place.along
      traveller.offset = place.offset
    }
    newcomers.append(spare.count)
    spare.append(traveller)
  }

  /// Lets one that is not in the scene go on as it did.
  private mutating func miss(_ known: Traveller, seconds: Double) {
    var traveller = known
    traveller.missingFor += seconds
    let limit = traveller.isWaiting ? configuration.standingMemory : configuration.movingMemory
    guard traveller.lane >= 0, traveller.missingFor <= limit else { return depart(&traveller) }
    if traveller.isWaiting { traveller.speed = 0 } else { traveller.along += max(traveller.speed, 0) * seconds }
    let stretch = stretches[Int(traveller.lane)]
    guard traveller.along < stretch.length, stretch.isObserved(traveller.along) else { return depart(&traveller) }
    spare.append(traveller)
  }

  /// The stretch that the scene puts a road user on, -1 where it does not count there.
  private func admittedLane(_ object: borrowing SceneObject) -> Int32 {
    guard let place = object.lane, place.lane < stretches.count else { return -1 }
    guard stretches[place.lane].group?.admits(object.kind, length: object.size.length) ?? false else { return -1 }
    // A lane ends where the front crosses the stop line: what waits in the middle of an intersection has left it.
    let front = place.along + object.size.length / 2
    return front > stretches[place.lane].length + TrafficState.overhang ? -1 : Int32(place.lane)
  }

  /// The group that a road user counts in: that of its lane, otherwise the one that it belongs to first.
  private func group(of object: borrowing SceneObject, on lane: Int32, before: RoadUserGroup?) -> RoadUserGroup? {
    if lane >= 0 { return stretches[Int(lane)].group }
    let length = object.size.length
    if let before, before.admits(object.kind, length: length) { return before }
    for group in [RoadUserGroup.motor, .bicycle, .foot] where group.admits(object.kind, length: length) { return group }
    return nil
  }

  /// Decides which lane a road user is on, given the one that the scene puts it on.
  private func choose(_ traveller: inout Traveller, _ lane: Int32, _ place: LanePosition?, seconds: Double) {
    if lane == traveller.lane {
      traveller.otherLane = -2
      if let place, lane >= 0 { move(&traveller, to: lane, place) }
      return
    }
    if traveller.otherLane != lane {
      traveller.otherLane = lane
      traveller.otherFor = 0
    }
    traveller.otherFor += seconds
    if traveller.otherFor >= hold(traveller, lane, place) {
      traveller.otherLane = -2
      if let place, lane >= 0 { move(&traveller, to: lane, place) } else { traveller.lane = -1 }
    } else if traveller.lane >= 0 {
      traveller.along = min(traveller.along + traveller.speed * seconds, stretches[Int(traveller.lane)].length)
    }
  }

  private func move(_ traveller: inout Traveller, to lane: Int32, _ place: LanePosition) {
    traveller.lane = lane
    traveller.along = place.along
    traveller.offset = place.offset
  }

  /// Seconds for which a road user must be matched to another lane before that is believed.
  private func hold(_ traveller: Traveller, _ lane: Int32, _ place: LanePosition?) -> Double {
    guard traveller.lane >= 0 else {
      // From off the road: at once at the beginning of a lane.
      return (place?.along ?? 0) < TrafficState.endZone ? 0 : configuration.laneChangeHold
    }
    let current = stretches[Int(traveller.lane)]
    if traveller.front > current.length - TrafficState.overhang {
      if lane < 0 || stretches[Int(lane)].id.link != current.id.link { return 0 }
    }
    // Who drives on the line between two lanes is on neither for sure: it stays where it was for longer.
    if lane >= 0, let place, stretches[Int(lane)].id.link == current.id.link {
      let depth = stretches[Int(lane)].width / 2 - place.offset.magnitude
      if depth < configuration.laneChangeDepth { return configuration.straddlingHold }
    }
    return configuration.laneChangeHold
  }

  /// Lets a newcomer take the place of one that was lost where it should be by now.
  private mutating func resume() {
    for place in newcomers where travellers[place].lane >= 0 {
      var best = -1
      var nearest = TrafficState.resumption
      for other in travellers.indices
      where travellers[other].missingFor > 0 && travellers[other].lane == travellers[place].lane {
        guard travellers[other].group == travellers[place].group else { continue }
        let gap = (travellers[other].along - travellers[place].along).magnitude
        if gap < nearest {
          nearest = gap
          best = other
        }
      }
      if best >= 0 { hand(over: best, to: place) }
    }
  }

  private mutating func hand(over lost: Int, to place: Int) {
    let new = travellers[place]
    var kept = travellers[lost]
    standing.rename(kept.id, to: new.id)
    kept.id = new.id
    kept.isBus = new.isBus
    kept.isConnected = new.isConnected
    kept.size = new.size
    kept.position = new.position
    kept.along = new.along
    kept.offset = new.offset
    kept.speed = new.speed
    kept.missingFor = 0
    travellers[place] = kept
    travellers[lost].counted = -1
    travellers[lost].lane = -1
  }

  /// Lets go of the lost whose place another one has: the scene had two tracks of one.
  private mutating func dismiss() {
    for place in travellers.indices where travellers[place].missingFor > 0 && travellers[place].lane >= 0 {
      let lost = travellers[place]
      let isTaken = travellers.contains {
        $0.missingFor == 0
          && (($0.lane == lost.lane && ($0.along - lost.along).magnitude < max(lost.size, $0.size) / 2)
            || (lost.isWaiting && $0.position.distance(to: lost.position) < TrafficState.sameBody))
      }
      if isTaken {
        var gone = lost
        depart(&gone)
        gone.lane = -1
        travellers[place] = gone
      }
    }
    travellers.removeAll { $0.missingFor > 0 && $0.lane < 0 }
  }
}
