import Kernel
import MessagesCSAE
import RoadModel

/// On the hot path: no allocation. A unit's share of a cycle, message by message.
extension Egress {
  // MARK: RSM

  /// Makes the RSMs of a unit in some room, and takes what they need from `total`.
  func compose(perception post: Post, _ cycle: Cycle, room: CycleRoom, _ total: inout CycleRoom) {
    guard let header = headers[post.index][0] else { return tally(post.index).pointee.unwritten &+= 1 }
    let offered = selection.offered
    let places = perceptionPlaces(room, overhead: header.length)
    selection.choose(room: places, slots: book.slots, sent: lastSent(post, 0), cycle: cycle.number)
    var told = 0
    var next = 0
    while next < selection.count {
      perception.begin(isFirst: next == 0, cycle)
      let first = next
      while next < selection.count {
        let object = Int(selection.chosen[next])
        guard perception.add(object, number: book.record(cycle.slots[object]).pointee.number, cycle, post) else {
          break
        }
        next += 1
      }
      guard perception.isWorthSending else { continue }
      let message = perception.finish(counter: counter(post, 0), post, encoder)
      if send(message, post, 0, first..<next, cycle, &total) { told += next - first }
    }
    tally(post.index).pointee.perception.objects &+= UInt64(told)
    tally(post.index).pointee.perception.leftOut &+= UInt64(offered - told)
  }

  /// How many objects RSMs have room for, of which the first describes the unit too.
  private func perceptionPlaces(_ room: CycleRoom, overhead: Int) -> Int {
    let full = PerceptionComposer.messageOctets + overhead
    let whole = min(room.messages, room.octets / full)
    var places = whole * PerceptionComposer.limit
    if whole < room.messages {
      let rest = room.octets - whole * full - overhead - 19
      places += max(0, rest / PerceptionComposer.participantOctets)
    }
    return places - 1
  }

  /// Hands an encoded message that tells of some objects on; false where it does not fit, or could not be written.
  private func send(
    _ message: EncodedMessage?, _ post: Post, _ kind: Int, _ objects: Range<Int>, _ cycle: Cycle,
    _ room: inout CycleRoom
  ) -> Bool {
    guard let message, append(message, post, kind, cycle, &room) else {
      tally(post.index).pointee.unwritten &+= 1
      return false
    }
    tally(post.index).pointee.countMessage(kind)
    let sent = lastSent(post, kind)
    for place in objects { sent[Int(cycle.slots[Int(selection.chosen[place])])] = cycle.number }
    return true
  }

  // MARK: SSM

  /// Makes the SSMs of a unit in the room that it has left.
  func compose(sharing post: Post, _ cycle: Cycle, _ obstacles: [Obstacle], _ room: inout CycleRoom) {
    guard let header = headers[post.index][1] else { return tally(post.index).pointee.unwritten &+= 1 }
    let offered = selection.offered
    guard begin(sharing: post, header, room) else { return }
    addObstacles(obstacles, post, cycle)
    var allowance = choose(sharing: post, header, room, cycle)
    let isCrowded = selection.count < offered
    var told = 0
    var first = 0
    var next = 0
    while next < selection.count {
      let object = Int(selection.chosen[next])
      // In a crowd only those have a past that somebody may collide with.
      var none = 0
      let isDetailed = !isCrowded || cycle.times[object].isFinite
      let record = book.record(cycle.slots[object])
      let isAdded =
        isDetailed
        ? sharing.add(object, record, allowance: &allowance, cycle, post)
        : sharing.add(object, record, allowance: &none, cycle, post)
      if isAdded {
        next += 1
        continue
      }
      if send(sharing: post, first..<next, cycle, &room) { told += next - first }
      first = next
      guard begin(sharing: post, header, room) else { break }
    }
    if send(sharing: post, first..<next, cycle, &room) { told += next - first }
    tally(post.index).pointee.sharing.objects &+= UInt64(told)
    tally(post.index).pointee.sharing.leftOut &+= UInt64(offered - told)
  }

  /// Begins a message in the room that is left; false where that is too little for one.
  private func begin(sharing post: Post, _ header: MessageHeader, _ room: CycleRoom) -> Bool {
    let octets = min(post.downlink.datagramOctets, room.octets) - header.length
    sharing.begin(octets: max(0, octets))
    return room.messages > 0 && sharing.bitsLeft >= SharingComposer.baseBits
  }

  /// Puts obstacles into the first message, in at most half of it; where not all fit, the next cycle goes on.
  private func addObstacles(_ obstacles: [Obstacle], _ post: Post, _ cycle: Cycle) {
    let square = post.downlink.audienceRadius * post.downlink.audienceRadius
    let least = sharing.bitsLeft / 2
    var (near, told, last) = (0, 0, 0)
    for step in obstacles.indices {
      let place = (step + obstacleCursors[post.index]) % obstacles.count
      let obstacle = obstacles[place]
      // Not a number is not near.
      guard (obstacle.position - post.place).squaredLength <= square else { continue }
      near += 1
      guard sharing.bitsLeft - WireBits.obstacle >= least,
        let number = obstacleNumbers.number(of: obstacle, at: place, cycle: cycle.number),
        sharing.add(obstacle, number: number, cycle, post)
      else { continue }
      told += 1
      last = place
    }
    if told < near { obstacleCursors[post.index] = (last + 1) % obstacles.count }
    tally(post.index).pointee.obstacles &+= UInt64(told)
    tally(post.index).pointee.obstaclesLeftOut &+= UInt64(near - told)
  }

  /// Chooses the objects for a unit's SSMs, of which the first has begun. The result is how many bits are left for what
  /// goes beyond what each of them takes.
  private func choose(
    sharing post: Post, _ header: MessageHeader, _ room: CycleRoom, _ cycle: Cycle
  ) -> Int {
    let datagram = post.downlink.datagramOctets
    let whole = min(room.messages, room.octets / datagram)
    var bits = max(0, whole - 1) * ((datagram - header.length) * 8 - WireBits.sharingFrame) + sharing.bitsLeft
    if whole > 0, whole < room.messages {
      bits += max(0, (room.octets % datagram - header.length) * 8 - WireBits.sharingFrame)
    }
    let all = selection.offered * SharingComposer.baseBits
    let reserve = min(bits / 4, selection.conflicts * 1024)
    let isRoomy = all <= bits
    selection.choose(
      room: isRoomy ? selection.offered : (bits - reserve) / SharingComposer.baseBits, slots: book.slots,
      sent: lastSent(post, 1), cycle: cycle.number)
    return isRoomy ? bits - all : reserve
  }

  private func send(sharing post: Post, _ objects: Range<Int>, _ cycle: Cycle, _ room: inout CycleRoom) -> Bool {
    sharing.isWorthSending
      && send(sharing.finish(counter: counter(post, 1), cycle, post, encoder), post, 1, objects, cycle, &room)
  }
}
