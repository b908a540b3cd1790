import Kernel
package import MessagesCSAE
import PackedEncoding

/// On the hot path: allocates in its initialiser only.
///
/// What was sent within the last seconds, by what it says of road users and obstacles, so that it is known again when a
/// unit repeats it: under whatever identity and counter, and however it is written.
struct SentMessages: ~Copyable {
  /// For how long a message is known again. Its times are refused as far off before that.
  static let memory = Interval.seconds(5)
  /// The messages that fall on one place of the table; of more the oldest is forgotten.
  private static let ways = 4

  struct Entry: BitwiseCopyable {
    var digest: UInt64
    var sentAt: Instant
  }

  private let entries: FixedArray<Entry>
  private let mask: Int

  /// Room for what `perCycle` messages a cycle add up to.
  init(perCycle: Int) {
    var buckets = 64
    while buckets * SentMessages.ways < perCycle * 100 { buckets *= 2 }
    mask = buckets - 1
    entries = FixedArray(
      repeating: Entry(digest: 0, sentAt: Instant(nanoseconds: .min / 2)), count: buckets * SentMessages.ways)
  }

  /// Notes that something was sent.
  func note(_ digest: UInt64, at now: Instant) {
    let first = (Int(truncatingIfNeeded: digest) & mask) * SentMessages.ways
    var oldest = first
    for place in first..<first + SentMessages.ways where entries[place].sentAt < entries[oldest].sentAt {
      oldest = place
    }
    entries[oldest] = Entry(digest: digest, sentAt: now)
  }

  /// Whether something was sent lately.
  func contains(_ digest: UInt64, at now: Instant) -> Bool {
    let first = (Int(truncatingIfNeeded: digest) & mask) * SentMessages.ways
    for place in first..<first + SentMessages.ways where entries[place].digest == digest {
      if now - entries[place].sentAt <= SentMessages.memory { return true }
    }
    return false
  }
}

/// What a message of perception says, as one number: the road users and obstacles with their numbers, times, places and
/// motions. The unit itself, number 0, does not count, nor does who sends it and how often it has.
package enum PerceptionDigest {
  /// Of an RSM; nil where it tells of nobody.
  package static func of(_ message: borrowing RoadsideSafetyMessage) -> UInt64? {
    var digest = StateDigest()
    var isEmpty = true
    let participants = message.participants
    for place in participants.indices where participants[place].ptcId != 0 {
      fold(participants[place], message.refPos, &digest)
      isEmpty = false
    }
    return isEmpty ? nil : digest.value
  }

  /// Of an SSM; nil where it tells of nothing.
  package static func of(_ message: borrowing SensorSharingMsg) -> UInt64? {
    var digest = StateDigest()
    var isEmpty = true
    let participants = message.participants ?? PackedList()
    for place in participants.indices where participants[place].ptc.ptcId != 0 {
      fold(participants[place].ptc, message.sensorPos, &digest)
      isEmpty = false
    }
    let obstacles = message.obstacles ?? PackedList()
    for place in obstacles.indices {
      let data = obstacles[place]
      digest.fold(UInt64(data.obsId) << 32 | UInt64(data.secMark) << 16 | UInt64(data.speed))
      fold(data.pos, message.sensorPos, &digest)
      isEmpty = false
    }
    return isEmpty ? nil : digest.value
  }

  private static func fold(
    _ data: borrowing ParticipantData, _ reference: Position3D, _ digest: inout StateDigest
  ) {
    digest.fold(
      UInt64(data.ptcId) << 48 | UInt64(data.secMark) << 32 | UInt64(data.speed) << 16 | UInt64(data.heading))
    fold(data.pos, reference, &digest)
  }

  private static func fold(_ offset: PositionOffsetLLV, _ reference: Position3D, _ digest: inout StateDigest) {
    func place(_ latitude: Int64, _ longitude: Int64, isOffset: Bool) -> (Int64, Int64) {
      isOffset ? (Int64(reference.lat) + latitude, Int64(reference.long) + longitude) : (latitude, longitude)
    }
    let (latitude, longitude) =
      switch offset.offsetLL {
      case .positionLL1(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLL2(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLL3(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLL4(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLL5(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLL6(let part): place(Int64(part.lat), Int64(part.lon), isOffset: true)
      case .positionLatLon(let part): place(Int64(part.lat), Int64(part.lon), isOffset: false)
      }
    digest.fold(Int(latitude))
    digest.fold(Int(longitude))
  }
}
