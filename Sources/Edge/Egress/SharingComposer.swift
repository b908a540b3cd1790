import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// An SSM (T/CSAE 157-2020, Msg_SSM) under construction, kept within a number of bits.
struct SharingComposer: ~Copyable {
  /// How many participants and obstacles a message is given at most.
  static let limit = 64
  /// The most bits of a participant without lists.
  static let baseBits = 81 + 67 + 64 + 9 + 30 + 10 + 32

  private let detected = FixedArray<DetectedPTCData>(unfilled: SharingComposer.limit)
  private let crumbs = FixedArray<PathHistoryPoint>(unfilled: SharingComposer.limit * TrackRecord.crumbLimit)
  private var plans = PlanWriting(participants: SharingComposer.limit)
  private let things = FixedArray<DetectedObstacleData>(unfilled: SharingComposer.limit)
  private let message = FixedArray(repeating: SensorSharingMsg(), count: 1)
  private let extended = FixedArray(repeating: MessageFrameExt(), count: 1)
  private let frame = FixedArray<MessageFrame>(unfilled: 1)
  private(set) var count = 0
  private(set) var thingCount = 0
  /// The bits that are left.
  private(set) var bitsLeft = 0

  init() {}

  /// Begins a message of at most so many octets.
  mutating func begin(octets: Int) {
    (count, thingCount) = (0, 0)
    bitsLeft = octets * 8 - WireBits.sharingFrame
  }

  /// Whether it tells of anything.
  var isWorthSending: Bool { count + thingCount > 0 }

  /// Adds an obstacle; false where the message is full or it stands nowhere on earth.
  mutating func add(_ obstacle: Obstacle, number: UInt16, _ cycle: Cycle, _ post: Post) -> Bool {
    guard thingCount < SharingComposer.limit, bitsLeft >= WireBits.obstacle,
      let place = WireIntegers.position(cycle.frame.position(of: obstacle.position))
    else { return false }
    things[thingCount] = ParticipantWriting.obstacle(obstacle, number: number, place, from: post.reference)
    thingCount += 1
    bitsLeft -= WireBits.obstacle
    return true
  }

  /// Adds an object with what it is expected to do and its past, for which `allowance` bits may be taken beside what each
  /// takes.
  /// False where the message is full.
  mutating func add(
    _ object: Int, _ record: UnsafeMutablePointer<TrackRecord>, allowance: inout Int, _ cycle: Cycle, _ post: Post
  ) -> Bool {
    guard count < SharingComposer.limit else { return false }
    let seen = cycle.objects[object]
    var data = DetectedPTCData()
    data.ptc = ParticipantWriting.participant(
      seen, number: record.pointee.number, at: cycle.second, cycle.grounds[object], from: post.reference,
      tellsIdentity: cycle.tellsIdentities)
    let base = WireBits.detected(data.ptc)
    guard base <= bitsLeft else { return false }
    bitsLeft -= base
    data.detectedPTCType = WireIntegers.detectedType(seen.kind)
    data.tracking = WireIntegers.tracking(cycle.now - seen.since)
    if cycle.hasForecast(object),
      let plan = plans.list(
        cycle.forecasts[object], row: count, limit: min(allowance, bitsLeft), cycle, post)
    {
      data.planningList = plan.list
      allowance -= plan.bits
      bitsLeft -= plan.bits
    }
    data.pathHistory = history(record, of: object, &allowance, cycle)
    detected[count] = data
    count += 1
    return true
  }

  /// DF_PathHistory: where it was, the newest first, as the way there from where it is.
  private mutating func history(
    _ record: UnsafeMutablePointer<TrackRecord>, of object: Int, _ allowance: inout Int, _ cycle: Cycle
  ) -> PathHistory? {
    let room = crumbs.base + count * TrackRecord.crumbLimit
    var bits = WireBits.history
    var length = 0
    for age in 0..<record.pointee.crumbCount {
      let crumb = record.pointee.crumb(age)
      // The newest note may be of this very cycle: where it is now is told already.
      guard crumb.time < cycle.now, let place = WireIntegers.position(cycle.frame.position(of: crumb.position)) else {
        continue
      }
      var point = PathHistoryPoint()
      point.llvOffset = WireIntegers.offset(of: place, from: cycle.grounds[object])
      point.timeOffset = WireIntegers.timeOffset(cycle.now - crumb.time)
      let more = WireBits.crumb(point.llvOffset)
      guard bits + more <= min(allowance, bitsLeft) else { break }
      bits += more
      (room + length).initialize(to: point)
      length += 1
    }
    guard length > 0 else { return nil }
    allowance -= bits
    bitsLeft -= bits
    var history = PathHistory()
    history.crumbData = PackedList(base: room, count: length)
    return history
  }

  /// The octets, valid until the encoder's next message, and what they say as one number. Nil where they cannot be
  /// written.
  mutating func finish(
    counter: UInt8, _ cycle: Cycle, _ post: Post, _ encoder: MessageEncoder
  ) -> EncodedMessage? {
    let place = message.pointer(0)
    place.pointee.msgCnt = counter
    place.pointee.id = post.downlink.identity
    place.pointee.equipmentType = .rsu
    place.pointee.secMark = cycle.second
    place.pointee.sensorPos = post.reference
    place.pointee.participants = count > 0 ? PackedList(base: detected.base, count: count) : nil
    place.pointee.obstacles = thingCount > 0 ? PackedList(base: things.base, count: thingCount) : nil
    extended.pointer(0).pointee.messageId = 12
    extended.pointer(0).pointee.value = .sensorSharingMsg(PackedReference(place))
    frame[0] = .msgFrameExt(PackedReference(extended.pointer(0)))
    guard let octets = encoder.encode(frame.base, as: post.downlink.dialect),
      let digest = PerceptionDigest.of(place.pointee)
    else { return nil }
    return (octets, digest)
  }
}
