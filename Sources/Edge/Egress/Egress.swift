import Ingest
public import Kernel
import MessagesCSAE
public import RoadModel

/// What the edge sees, as messages for the units whose audience needs it: RSM (T/CSAE 53) and SSM (T/CSAE 157).
///
/// A function of its inputs: no clock, no input or output. On the hot path: it allocates when it is made, and nothing in
/// a cycle.
public final class Egress {
  /// The time within which the messages of a cycle leave, evenly.
  public static let spread = Interval.milliseconds(80)

  /// The units that are served.
  public let downlinks: [Downlink]
  /// The messages of the last cycle in the order in which they are to leave.
  public private(set) var messages: [DownlinkMessage] = []
  /// The octets that ``messages`` point into; valid until the next cycle.
  public var octets: UnsafeBufferPointer<UInt8> { buffer.written }
  /// Cycles so far.
  public private(set) var cycles: UInt32 = ParticipantNumbers.rest
  /// Objects that could not be told: without room for their number, or not of this world.
  public private(set) var unsendable: UInt64 = 0

  let objectLimit: Int
  let frame: LocalFrame
  let tellsIdentities: Bool
  let encoder: MessageEncoder
  var book: TrackBook
  var obstacleNumbers = ObstacleNumbers()
  /// The obstacle that comes first in the next cycle, for each downlink.
  var obstacleCursors: [Int]
  var selection: Selection
  var perception = PerceptionComposer()
  var sharing = SharingComposer()
  var buffer: DatagramBuffer
  let sent: SentMessages
  /// The header for RSM and for SSM of each downlink, and the number of the next of them.
  var headers: [[MessageHeader?]]
  private var counts: [[UInt8]]
  private let tallies: FixedArray<DownlinkCounters>
  private var distances: AudienceDistances
  var conflicts: ConflictSearch
  private let grounds: FixedArray<Position3D>
  /// The cycle in which each slot of the book last went out, for each downlink and kind.
  private let lastSent: FixedArray<UInt32>
  private var order: KeyHeap
  private var unordered: [DownlinkMessage] = []

  /// Makes what serves some units.
  ///
  /// - Parameters:
  ///   - downlinks: the units, at most 64.
  ///   - objects: how many road users a cycle has at most, 1...65536; further ones are counted as ``unsendable``.
  ///   - tellsIdentities: whether a road user's temporary identity is one of eight octets, as T/CSAE 53 has them.
  public init(downlinks: [Downlink], frame: LocalFrame, objects: Int, tellsIdentities: Bool) {
    self.downlinks = downlinks
    self.frame = frame
    self.tellsIdentities = tellsIdentities
    objectLimit = min(max(objects, 1), 65_536)
    encoder = MessageEncoder(capacity: (downlinks.map(\.datagramOctets).max() ?? 0) + 2048)
    book = TrackBook(objects: objectLimit)
    selection = Selection(objects: objectLimit)
    distances = AudienceDistances(objects: objectLimit)
    conflicts = ConflictSearch(objects: objectLimit)
    grounds = FixedArray(unfilled: objectLimit)
    lastSent = FixedArray(unfilled: downlinks.count * 2 * 2 * objectLimit)
    let perCycle = downlinks.reduce(0) { $0 + $1.messagesPerCycle }
    buffer = DatagramBuffer(capacity: downlinks.reduce(0) { $0 + $1.octetsPerCycle } + 4096)
    sent = SentMessages(perCycle: perCycle)
    headers = downlinks.map { [MessageHeader($0, .rsm), MessageHeader($0, .ssm)] }
    counts = downlinks.map { _ in [0, 0] }
    obstacleCursors = downlinks.map { _ in 0 }
    tallies = FixedArray(repeating: DownlinkCounters(), count: downlinks.count)
    order = KeyHeap(capacity: perCycle)
    messages.reserveCapacity(perCycle)
    unordered.reserveCapacity(perCycle)
  }

  /// What was offered to the unit of a downlink and what became of it; an index outside stops the program.
  public func counters(of downlink: Int) -> DownlinkCounters { tally(downlink).pointee }

  /// Makes the messages of a cycle.
  ///
  /// - Parameters:
  ///   - objects: the scene, ordered by track, each track once; what is not so is passed over and counted.
  ///   - forecasts: what is expected of each of `objects`, in their order; empty where nothing is.
  ///   - obstacles: the obstacles that stations tell of.
  ///   - now: the instant that `objects` stand for.
  ///   - place: where a unit stands by its own word.
  public func advance(
    objects: [SceneObject], forecasts: [Forecast] = [], obstacles: [Obstacle], at now: Instant,
    place: (UnitIndex) -> LocalPoint?
  ) {
    cycles &+= 1
    buffer.removeAll()
    unordered.removeAll(keepingCapacity: true)
    let limit = min(objects.count, objectLimit)
    enroll(objects, limit, now)
    distances.measure(objects, limit: limit, slots: book.slots)
    conflicts.search(
      objects, forecasts, limit: limit, audience: distances.distances, slots: book.slots, at: now)
    let cycle = Cycle(
      now: now, number: cycles, second: WireIntegers.second(now), objects: objects, limit: limit,
      forecasts: forecasts, slots: book.slots.base, grounds: grounds.base, times: conflicts.times.base,
      partners: conflicts.partners.base,
      frame: frame, tellsIdentities: tellsIdentities)
    for index in downlinks.indices { compose(index, cycle, obstacles, place) }
    schedule()
  }

  /// Gives every object a slot in the book and its place in the wire's units.
  private func enroll(_ objects: [SceneObject], _ limit: Int, _ now: Instant) {
    book.update(objects, limit: limit, at: now, cycle: cycles)
    let slotCount = objectLimit * 2
    for place in 0..<book.begunCount {
      for row in 0..<downlinks.count * 2 { lastSent[row * slotCount + Int(book.begun[place])] = 0 }
    }
    unsendable &+= UInt64(objects.count - limit)
    for place in 0..<limit {
      if book.slots[place] >= 0, let ground = WireIntegers.position(frame.position(of: objects[place].position)) {
        grounds[place] = ground
      } else {
        book.slots[place] = -1
        unsendable &+= 1
      }
    }
  }

  private func compose(_ index: Int, _ cycle: Cycle, _ obstacles: [Obstacle], _ place: (UnitIndex) -> LocalPoint?) {
    let downlink = downlinks[index]
    let tally = tally(index)
    tally.pointee.cycles &+= 1
    guard let place = downlink.position.map(frame.point(of:)) ?? place(downlink.unit),
      let reference = WireIntegers.position(frame.position(of: place))
    else {
      tally.pointee.cyclesWithoutPlace &+= 1
      return
    }
    let post = Post(index: index, downlink: downlink, place: place, reference: reference)
    offer(cycle, post)
    tally.pointee.offered &+= UInt64(selection.offered)
    var room = CycleRoom(messages: downlink.messagesPerCycle, octets: downlink.octetsPerCycle)
    if downlink.sendsPerception {
      compose(perception: post, cycle, room: downlink.sendsSharing ? room.half : room, &room)
    }
    if downlink.sendsSharing { compose(sharing: post, cycle, obstacles, &room) }
  }

  /// Offers what concerns those who hear a unit to the selection.
  private func offer(_ cycle: Cycle, _ post: Post) {
    selection.begin()
    for object in 0..<cycle.limit where cycle.slots[object] >= 0 && post.concerns(object, cycle) {
      let seen = cycle.objects[object]
      let urgency: Urgency =
        if cycle.times[object].isFinite {
          .conflict
        } else if seen.isConnected {
          .connected
        } else {
          seen.kind.isVulnerable ? .vulnerable : .unconnected
        }
      selection.offer(
        object, urgency, time: cycle.times[object], audience: distances.distances[object],
        unit: (seen.position - post.place).length)
    }
  }

  // MARK: For the composition

  func tally(_ downlink: Int) -> UnsafeMutablePointer<DownlinkCounters> {
    precondition(downlinks.indices.contains(downlink))
    return tallies.pointer(downlink)
  }

  /// The cycles in which the slots last went out to a unit, 0 for RSM and 1 for SSM.
  func lastSent(_ post: Post, _ kind: Int) -> UnsafeMutablePointer<UInt32> {
    lastSent.base + (post.index * 2 + kind) * objectLimit * 2
  }

  /// The number that the next message of a unit and kind carries, 0 for RSM and 1 for SSM.
  func counter(_ post: Post, _ kind: Int) -> UInt8 { counts[post.index][kind] }

  /// Puts an encoded message into the buffer; false where it does not fit.
  func append(
    _ message: EncodedMessage, _ post: Post, _ kind: Int, _ cycle: Cycle,
    _ room: inout CycleRoom
  ) -> Bool {
    headers[post.index][kind]?.stamp(cycle.now)
    guard let header = headers[post.index][kind], message.octets.count + header.length <= room.octets,
      let range = buffer.append(message.octets, behind: header)
    else { return false }
    counts[post.index][kind] = (counts[post.index][kind] + 1) & 127
    sent.note(message.digest, at: cycle.now)
    unordered.append(
      DownlinkMessage(
        downlink: post.index, kind: kind == 0 ? .rsm : .ssm, offset: range.lowerBound, length: range.count,
        sendOffset: .zero))
    room.messages -= 1
    room.octets -= range.count
    tally(post.index).pointee.octets &+= UInt64(range.count)
    return true
  }

  // MARK: Times

  /// Spreads the messages of each unit evenly, RSM and SSM in turn, and those of several units between each other.
  private func schedule() {
    var start = 0
    while start < unordered.count {
      let index = unordered[start].downlink
      var end = start
      var perceptions = 0
      while end < unordered.count, unordered[end].downlink == index {
        if unordered[end].kind == .rsm { perceptions += 1 }
        end += 1
      }
      let (count, pairs) = (end - start, min(perceptions, end - start - perceptions))
      let step = Egress.spread.nanoseconds / Int64(count)
      for place in start..<end {
        let (isSharing, number) =
          place - start < perceptions ? (0, place - start) : (1, place - start - perceptions)
        let rank = number < pairs ? 2 * number + isSharing : pairs + number
        unordered[place].sendOffset = Interval(
          nanoseconds: Int64(rank) * step + step * Int64(index) / Int64(downlinks.count))
      }
      start = end
    }
    sort()
  }

  private func sort() {
    order.removeAll()
    for place in unordered.indices {
      order.insert(UInt64(unordered[place].sendOffset.nanoseconds) << 20 | UInt64(place))
    }
    messages.removeAll(keepingCapacity: true)
    while let key = order.takeLeast() { messages.append(unordered[Int(key & 0xf_ffff)]) }
  }

  // MARK: What came back

  /// Whether something with a digest was sent lately, so that who tells of it repeats it.
  package func hasSent(_ digest: UInt64, at now: Instant) -> Bool { sent.contains(digest, at: now) }

  /// Folds the messages of the last cycle and the counters into a digest; nothing where nobody is served.
  public func digest(into digest: inout StateDigest) {
    guard !downlinks.isEmpty else { return }
    for octet in octets { digest.fold(UInt64(octet)) }
    for index in downlinks.indices {
      let counters = counters(of: index)
      digest.fold(counters.offered)
      digest.fold(counters.octets)
      digest.fold(counters.perception.leftOut &+ counters.sharing.leftOut &+ counters.unwritten)
    }
  }
}

/// What a unit may still be sent in a cycle.
struct CycleRoom {
  var messages: Int
  var octets: Int

  /// The greater half.
  var half: CycleRoom { CycleRoom(messages: (messages + 1) / 2, octets: (octets + 1) / 2) }
}

/// A message as octets, valid until the encoder's next one, and what it says as one number.
typealias EncodedMessage = (octets: UnsafeBufferPointer<UInt8>, digest: UInt64)
