import Kernel
import RoadModel

/// Ten times a second: what each traveller adds to the sums of its lane. No allocation but for travel times.
///
/// Edie's sums are integrals over the time between two scenes: a vehicle that is on a lane when the second of them is
/// published adds that time to the vehicle seconds, and the way it drives in it at its speed to the vehicle metres.
/// Both count on observed parts only, as do entering and leaving. Delay is summed vehicle by vehicle; who drives faster
/// than free flow saves nobody else's time.
extension TrafficState {
  /// Takes the newest state of all travellers into the sums.
  mutating func account(seconds: Double, at now: Instant) {
    for place in travellers.indices {
      var traveller = travellers[place]
      wait(&traveller, seconds: seconds, at: now)
      let lane = traveller.lane
      let isSeen = lane >= 0 && stretches[Int(lane)].isObserved(traveller.along)
      let counted = isSeen ? lane : -1
      if counted != traveller.counted { cross(&traveller, to: counted, at: now) }
      if counted >= 0 { credit(traveller, seconds: seconds) }
      travellers[place] = traveller
    }
  }

  private mutating func credit(_ traveller: Traveller, seconds: Double) {
    let place = Int(traveller.counted)
    let freeFlow = stretches[place].freeFlow
    stretches[place].sums.time += seconds
    stretches[place].sums.distance += traveller.speed * seconds
    stretches[place].sums.covered += traveller.size * seconds
    stretches[place].sums.delay += seconds * min(max(1 - traveller.speed / freeFlow, 0), 1)
    if traveller.isConnected { stretches[place].sums.connectedTime += seconds }
    if traveller.missingFor == 0, seconds > 0 { stretches[place].sums.samples &+= 1 }
  }

  /// Notes whether a traveller waits: with hysteresis in speed, and each for a while.
  private mutating func wait(_ traveller: inout Traveller, seconds: Double, at now: Instant) {
    guard traveller.group != .foot else {  // at walking speed everybody would wait
      traveller.isWaiting = false
      traveller.isQueued = false
      return
    }
    let isSlow = traveller.speed < configuration.waitingSpeed
    let isFast = traveller.speed > configuration.movingSpeed
    traveller.slowFor = isSlow ? traveller.slowFor + seconds : 0
    traveller.fastFor = isFast ? traveller.fastFor + seconds : 0
    if traveller.isWaiting, traveller.fastFor >= configuration.waitingHold {
      traveller.isWaiting = false
      traveller.isQueued = false
    }
    if !traveller.isWaiting, isFast { traveller.hasDriven = true }
    if !traveller.isWaiting, traveller.slowFor >= configuration.waitingHold {
      traveller.isWaiting = true
      traveller.standsSince = now
      traveller.standsAt = traveller.position
      if traveller.hasDriven, traveller.lane >= 0, traveller.counted >= 0 {
        stretches[Int(traveller.counted)].sums.stops &+= 1
      }
      traveller.hasDriven = false
    }
    if traveller.position.distance(to: traveller.standsAt) > TrafficState.standingSlack {
      traveller.standsSince = now
      traveller.standsAt = traveller.position
    }
  }

  /// Moves a traveller from the stretch that it was counted on to another, -1 for none.
  private mutating func cross(_ traveller: inout Traveller, to counted: Int32, at now: Instant) {
    let before = traveller.counted
    let oldLink = before >= 0 ? stretches[Int(before)].link : -1
    let newLink = counted >= 0 ? stretches[Int(counted)].link : -1
    let staysInLink = oldLink >= 0 && oldLink == newLink
    if before >= 0 {
      if !staysInLink { arrive(traveller, at: now) }
      stretches[Int(before)].sums.left &+= 1
      stretches[Int(before)].inside -= 1
      if !staysInLink, oldLink >= 0 {
        links[oldLink].left &+= 1
        links[oldLink].inside -= 1
      }
    }
    if counted >= 0 {
      stretches[Int(counted)].sums.entered &+= 1
      stretches[Int(counted)].inside += 1
      if !staysInLink {
        if newLink >= 0 {
          links[newLink].entered &+= 1
          links[newLink].inside += 1
        }
        traveller.since = now
        let begin = stretches[Int(counted)].observed.first?.lowerBound ?? 0
        traveller.isFromBeginning = hasAdvanced && traveller.rear < begin + TrafficState.endZone
      }
      if !staysInLink || oldLink < 0 { traveller.isQueued = false }
    }
    traveller.counted = counted
  }

  /// Takes the travel time of one that leaves its stretch at the end of what is observed, if it came in at its
  /// beginning. The part of the lane that nobody sees is taken to be driven at free flow; where less than half of the
  /// lane is seen, there are no travel times.
  private mutating func arrive(_ traveller: Traveller, at now: Instant) {
    let stretch = stretches[Int(traveller.counted)]
    guard traveller.isFromBeginning, let end = stretch.observed.last?.upperBound, traveller.missingFor == 0,
      traveller.front > end - TrafficState.endZone, stretch.observedLength * 2 >= stretch.length
    else { return }
    let unseen = max(0, stretch.length - stretch.observedLength)
    let seconds = (now - traveller.since).seconds + unseen / stretch.freeFlow
    guard seconds > 0 else { return }
    stretches[Int(traveller.counted)].travelTimes.add(seconds)
  }

  /// Takes one that is gone out of all counts.
  mutating func depart(_ traveller: inout Traveller) {
    guard traveller.counted >= 0 else { return }
    let place = Int(traveller.counted)
    stretches[place].sums.left &+= 1
    stretches[place].inside -= 1
    let link = stretches[place].link
    if link >= 0 {
      links[link].left &+= 1
      links[link].inside -= 1
    }
    traveller.counted = -1
  }
}
