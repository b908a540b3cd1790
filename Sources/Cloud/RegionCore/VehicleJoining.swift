import Kernel
import RoadModel
import TierModel

/// Two tracks of different edges that are in the same place.
struct Company {
  var one: TrackKey
  var other: TrackKey
  /// In how many scenes in a row.
  var scenes: Int
  var last: Instant

  /// A track over all edges.
  struct TrackKey: Hashable {
    var edge: String
    var track: TrackID
  }
}

extension TrackRecord {
  fileprivate var key: Company.TrackKey { Company.TrackKey(edge: edge, track: track) }
}

extension VehicleBook {
  /// Joins the tracks that are the same vehicle as far as an instant shows it, and returns the tracks that are another
  /// vehicle's now.
  mutating func judge(at time: Instant) -> [VehicleSighting] {
    joinByTemporaryID() + joinByPlace(at: time) + joinByMotion(at: time)
  }

  subscript(_ place: Place) -> TrackRecord {
    get { edges[place.edge].tracks[place.track] }
    set { edges[place.edge].tracks[place.track] = newValue }
  }

  var places: [Place] {
    edges.indices.flatMap { edge in edges[edge].tracks.indices.map { Place(edge: edge, track: $0) } }
  }

  /// Makes two vehicles one, under the identity of the one that was seen first, and returns the tracks that change.
  private mutating func join(_ one: UInt64, _ other: UInt64, by evidence: JoinEvidence) -> [VehicleSighting] {
    let (kept, given) = (min(one, other), max(one, other))
    var changed: [VehicleSighting] = []
    for place in places where self[place].vehicle == given {
      self[place].vehicle = kept
      if self[place].evidence == .none { self[place].evidence = evidence }
      changed.append(self[place].sighting)
    }
    return changed
  }

  /// Whether two vehicles can be one: no edge saw both beside each other. Tracks of one vehicle may overlap by a second,
  /// in which an edge takes it for two.
  private func areApart(_ one: UInt64, _ other: UInt64) -> Bool {
    !edges.contains { edge in
      let seen = edge.tracks.filter { $0.vehicle == one }
      guard !seen.isEmpty else { return false }
      return edge.tracks.contains { track in
        track.vehicle == other
          && seen.contains { min($0.lastSeen, track.lastSeen) - max($0.since, track.since) > .seconds(1) }
      }
    }
  }

  // MARK: The same temporary identity

  private mutating func joinByTemporaryID() -> [VehicleSighting] {
    var speaking = places.filter { self[$0].temporaryID != nil }
    speaking.sort { (self[$0].temporaryID ?? 0, self[$0].since) < (self[$1].temporaryID ?? 0, self[$1].since) }
    var changed: [VehicleSighting] = []
    for (index, place) in speaking.enumerated() where self[place].judgedTemporaryID != self[place].temporaryID {
      self[place].judgedTemporaryID = self[place].temporaryID
      let same = speaking.indices.filter { $0 != index && self[speaking[$0]].temporaryID == self[place].temporaryID }
      for other in same.map({ speaking[$0] }) where self[other].vehicle != self[place].vehicle {
        guard self[place].mayBeOne(with: self[other]), areApart(self[place].vehicle, self[other].vehicle) else {
          contradictions += 1
          continue
        }
        changed += join(self[place].vehicle, self[other].vehicle, by: .temporaryID)
      }
    }
    return changed
  }

  // MARK: The same place at the same time

  private mutating func joinByPlace(at time: Instant) -> [VehicleSighting] {
    let pairs = together(at: time)
    var next: [Company] = []
    var changed: [VehicleSighting] = []
    for pair in pairs {
      let (one, other) = (self[pair.0], self[pair.1])
      guard one.vehicle != other.vehicle else { continue }
      let (key, otherKey) = (one.key, other.key)
      let before = company.first { $0.one == key && $0.other == otherKey }
      var now = before ?? Company(one: key, other: otherKey, scenes: 0, last: time)
      if now.scenes == 0 || time > now.last { now.scenes += 1 }
      now.last = time
      if now.scenes >= configuration.overlapScenes, areApart(one.vehicle, other.vehicle) {
        changed += join(one.vehicle, other.vehicle, by: .overlap)
      } else {
        next.append(now)
      }
    }
    company = next
    return changed
  }

  /// Pairs of tracks of different edges that are each other's nearest by far, within the gate, at an instant.
  private func together(at time: Instant) -> [(Place, Place)] {
    var seen: [(place: Place, point: LocalPoint, velocity: LocalVector)] = []
    for place in places {
      let record = self[place]
      let age = (time - record.lastSeen).seconds
      guard !record.isLost, age <= 1.5 else { continue }
      seen.append((place, record.position + record.velocity * age, record.velocity))
    }
    seen.sort { ($0.point.east, $0.place.edge, $0.place.track) < ($1.point.east, $1.place.edge, $1.place.track) }
    var best = [(index: Int, distance: Double, second: Double)](
      repeating: (-1, .infinity, .infinity), count: seen.count)
    for one in seen.indices {
      for other in seen.indices[(one + 1)...] {
        guard seen[other].point.east - seen[one].point.east <= configuration.overlapDistance + 1 else { break }
        guard seen[one].place.edge != seen[other].place.edge else { continue }
        let distance = seen[one].point.distance(to: seen[other].point)
        note(&best[one], other, distance)
        note(&best[other], one, distance)
      }
    }
    return seen.indices.compactMap { one in
      let other = best[one].index
      guard other > one, best[other].index == one, best[one].distance <= configuration.overlapDistance,
        min(best[one].second, best[other].second) - best[one].distance >= 1,
        (seen[one].velocity - seen[other].velocity).length <= 3
      else { return nil }
      return seen[one].place.edge < seen[other].place.edge
        ? (seen[one].place, seen[other].place) : (seen[other].place, seen[one].place)
    }
  }

  private func note(_ best: inout (index: Int, distance: Double, second: Double), _ other: Int, _ distance: Double) {
    if distance < best.distance {
      best = (other, distance, best.distance)
    } else {
      best.second = min(best.second, distance)
    }
  }

  // MARK: Out of a gap

  private mutating func joinByMotion(at time: Instant) -> [VehicleSighting] {
    let ends = vehicleEnds()
    let began = places.filter { place in
      let age = (time - self[place].since).seconds
      return !self[place].isLost && self[place].evidence == .none && self[place].isVehicle
        && age <= configuration.judgedUntil && ends[self[place].vehicle]?.tracks == 1
    }
    guard !began.isEmpty else { return [] }
    let lost = places.filter { place in
      self[place].isLost && self[place].isVehicle && ends[self[place].vehicle]?.last == place
    }
    let (rows, gains) = offers(Array(began.prefix(VehicleBook.judgedAtOnce)), lost)
    let (columns, total) = JoinAssignment.solve(gains)
    var joins: [(UInt64, UInt64)] = []
    var joined: [Int] = []
    for row in rows.indices.sorted(by: { (self[rows[$0]].since, $0) < (self[rows[$1]].since, $1) }) {
      guard let column = columns[row], (time - self[rows[row]].since).seconds >= configuration.judgedAfter else {
        continue
      }
      let isFlowing = (self[lost[column]].speed + self[rows[row]].entrySpeed) / 2 >= MotionEvidence.flowingSpeed
      let margin = JoinAssignment.margin(gains, total: total, row: row, column: column)
      guard margin >= (isFlowing ? configuration.leastMargin : configuration.leastMarginOfQueues) else { continue }
      let waiting = lost.indices.filter { !joined.contains($0) && $0 != column }.map { lost[$0] }
      guard isFlowing || !passesAnother(lost[column], of: waiting) else { continue }
      joined.append(column)
      joins.append((self[lost[column]].vehicle, self[rows[row]].vehicle))
    }
    return joins.flatMap { join($0.0, $0.1, by: .motion) }
  }

  /// The evidence of every likely join: a row for each track that has any, a column for each lost one.
  private func offers(_ began: [Place], _ lost: [Place]) -> (rows: [Place], gains: [[Double]]) {
    let judge = MotionEvidence(roads: roads, configuration: configuration)
    var rows: [Place] = []
    var gains: [[Double]] = []
    for place in began {
      let row = lost.map { other in
        other.edge == place.edge
          ? JoinAssignment.none : judge.evidence(lost: self[other], began: self[place]) ?? JoinAssignment.none
      }
      guard row.contains(where: { $0 > 0 }) else { continue }
      rows.append(place)
      gains.append(row)
    }
    return (rows, gains)
  }

  /// Whether in a slow queue one would come before another that was ahead of it on its lane and has not come: the order
  /// on a lane says more there than any speed.
  private func passesAnother(_ place: Place, of waiting: [Place]) -> Bool {
    let record = self[place]
    guard let own = roads.place(of: record.position, heading: record.heading) else { return false }
    return waiting.contains { other in
      let ahead = self[other]
      let pause = (ahead.lastSeen - record.lastSeen).seconds
      guard other.edge == place.edge, pause.magnitude <= 30,
        let there = roads.place(of: ahead.position, heading: ahead.heading), there.lane == own.lane
      else { return false }
      return there.along - record.speed * max(pause, 0) >= own.along - 3
    }
  }

  /// How many tracks each vehicle has, and which was seen last; for looking up alone.
  private func vehicleEnds() -> [UInt64: (tracks: Int, last: Place)] {
    var ends: [UInt64: (tracks: Int, last: Place)] = [:]
    for edge in edges.indices {
      for track in edges[edge].tracks.indices {
        let place = Place(edge: edge, track: track)
        guard let end = ends[self[place].vehicle] else {
          ends[self[place].vehicle] = (1, place)
          continue
        }
        let (own, other) = (self[place], self[end.last])
        let isLater = own.isLost == other.isLost ? own.lastSeen >= other.lastSeen : other.isLost
        ends[self[place].vehicle] = (end.tracks + 1, isLater ? place : end.last)
      }
    }
    return ends
  }
}
