public import RoadModel

/// When the map is new: what is known of a lane stays with the lane.
extension TrafficState {
  /// Takes a map over. Lanes keep their sums, their minute and their vehicles by identity; what is on a lane that the map
  /// no longer has leaves it. Allocates.
  public mutating func setMap(_ map: LaneMap) {
    let old = (stretches: stretches, links: links, minute: minute)
    self.map = map
    build(map)
    observe()
    minute = SlidingMinute(count: stretches.count + links.count)
    minute.adoptSeconds(from: old.minute)
    // Both are ordered by identity, so one pass joins them.
    var place = 0
    var moved = [Int32](repeating: -1, count: old.stretches.count)
    for new in stretches.indices where stretches[new].group != nil {
      while place < old.stretches.count, old.stretches[place].id < stretches[new].id { place += 1 }
      guard place < old.stretches.count, old.stretches[place].id == stretches[new].id else { continue }
      carry(old.stretches[place], to: new)
      minute.adopt(new, from: old.minute, at: place)
      moved[place] = Int32(new)
      place += 1
    }
    carryLinks(old.links, old.stretches.count, old.minute)
    moveTravellers(moved)
  }

  private mutating func build(_ map: LaneMap) {
    stretches = []
    links = []
    for lane in map.lanes {
      // The map's lanes are ordered by identity, so one that is there already is the last.
      let isRepeated = stretches.last?.id == lane.id
      var stretch = Stretch(lane, isRepeated: isRepeated, configuration: configuration)
      if stretch.group == .motor, stretch.type != .parking {
        if links.last?.id != stretch.id.link { links.append(LinkStretch(id: stretch.id.link)) }
        stretch.link = links.count - 1
        links[links.count - 1].lanes.append(stretches.count)
      }
      stretches.append(stretch)
    }
    for place in links.indices {
      let total = links[place].lanes.reduce(0) { $0 + stretches[$1].length }
      links[place].length = total / Double(max(links[place].lanes.count, 1))
    }
  }

  /// Works out anew which parts of lanes units see.
  mutating func observe() {
    for place in stretches.indices { stretches[place].observe(map.lanes[place].centerLine, by: reach) }
  }

  private mutating func carry(_ old: Stretch, to place: Int) {
    stretches[place].sums = old.sums
    stretches[place].owed = old.owed
    stretches[place].travelTimes = old.travelTimes
    stretches[place].queue = old.queue
    guard stretches[place].group == old.group else { return }
    stretches[place].inside = old.inside
  }

  private mutating func carryLinks(_ old: [LinkStretch], _ offset: Int, _ minute: SlidingMinute) {
    var place = 0
    for new in links.indices {
      while place < old.count, old[place].id < links[new].id { place += 1 }
      guard place < old.count, old[place].id == links[new].id else { continue }
      links[new].entered = old[place].entered
      links[new].left = old[place].left
      self.minute.adopt(stretches.count + new, from: minute, at: offset + place)
    }
  }

  /// Gives travellers the places of their lanes on the new map, and counts anew who is where.
  private mutating func moveTravellers(_ moved: [Int32]) {
    for place in stretches.indices { stretches[place].inside = 0 }
    for place in links.indices { links[place].inside = 0 }
    for place in travellers.indices {
      func new(_ lane: Int32) -> Int32 { lane < 0 || Int(lane) >= moved.count ? -1 : moved[Int(lane)] }
      travellers[place].lane = new(travellers[place].lane)
      travellers[place].otherLane = -2
      travellers[place].counted = new(travellers[place].counted)
      guard travellers[place].counted >= 0 else { continue }
      let lane = Int(travellers[place].counted)
      stretches[lane].inside += 1
      if stretches[lane].link >= 0 { links[stretches[lane].link].inside += 1 }
    }
  }
}
