import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// An RSM (T/CSAE 53-2020, MSG_RSM) under construction.
struct PerceptionComposer: ~Copyable {
  /// How many participants an RSM has room for.
  static let limit = 16
  /// The most octets of a participant as it is written here, and of an RSM with so many.
  static let participantOctets = 33
  static let messageOctets = 19 + limit * participantOctets

  private let participants = FixedArray<ParticipantData>(unfilled: PerceptionComposer.limit)
  private let message = FixedArray(repeating: RoadsideSafetyMessage(), count: 1)
  private let frame = FixedArray<MessageFrame>(unfilled: 1)
  private(set) var count = 0
  private var hasObjects = false

  init() {}

  /// Begins a message. The first of a cycle describes the unit itself (T/CSAE 159-2020).
  mutating func begin(isFirst: Bool, _ cycle: Cycle) {
    count = 0
    hasObjects = false
    guard isFirst else { return }
    participants[0] = ParticipantWriting.unit(at: cycle.second)
    count = 1
  }

  /// Adds an object; false where the message is full.
  mutating func add(_ object: Int, number: UInt16, _ cycle: Cycle, _ post: Post) -> Bool {
    guard count < PerceptionComposer.limit else { return false }
    participants[count] = ParticipantWriting.participant(
      cycle.objects[object], number: number, at: cycle.second, cycle.grounds[object], from: post.reference,
      tellsIdentity: cycle.tellsIdentities)
    count += 1
    hasObjects = true
    return true
  }

  /// Whether it tells of anybody beside the unit.
  var isWorthSending: Bool { hasObjects }

  /// The octets, valid until the encoder's next message, and what they say as one number. Nil where they cannot be
  /// written.
  mutating func finish(
    counter: UInt8, _ post: Post, _ encoder: MessageEncoder
  ) -> EncodedMessage? {
    let place = message.pointer(0)
    place.pointee.msgCnt = counter
    place.pointee.id = post.downlink.identity
    place.pointee.refPos = post.reference
    place.pointee.participants = PackedList(base: participants.base, count: count)
    frame[0] = .rsmFrame(PackedReference(place))
    guard let octets = encoder.encode(frame.base, as: post.downlink.dialect),
      let digest = PerceptionDigest.of(place.pointee)
    else { return nil }
    return (octets, digest)
  }
}
