import Kernel

/// A part of an IP packet that was sent in parts (RFC 791, 3.2; RFC 8200, 4.5).
struct Fragment {
  /// What the parts of one packet have in common.
  struct Key: Hashable {
    var source: NetworkAddress
    var destination: NetworkAddress
    var identification: UInt32
    /// The protocol of IPv4, which all parts name; 0 for IPv6, where the first alone counts.
    var kind: UInt8
    var isVersion4: Bool
  }

  var key: Key
  /// The protocol that the part names.
  var kind: UInt8
  /// Where in the whole its octets begin.
  var offset: Int
  var isLast: Bool
  /// Where in the captured packet its octets stand.
  var place: Range<Int>
}

/// Puts the parts of IP packets together, those of ``maximumPackets`` at a time, each within ``patience``.
///
/// A packet of which parts overlap is given up with all of its parts (RFC 5722). Memory is bounded: each packet has at
/// most 65 535 octets.
struct FragmentAssembly {
  /// The most packets that are under way at a time; the oldest one makes room.
  static let maximumPackets = 64
  /// How long after its first part a packet is waited for.
  static let patience = Interval.seconds(30)
  private static let maximumOctets = 65_535

  /// A packet whose parts are all there.
  struct Whole {
    var key: Fragment.Key
    /// The protocol of what follows the headers that every part has.
    var kind: UInt8
    /// What the parts carried, with ``ByteWindow/padding`` octets behind it.
    var octets: [UInt8]
    var count: Int
  }

  fileprivate struct Waiting {
    var key: Fragment.Key
    var since: Instant
    var kind: UInt8 = 0
    var octets: [UInt8] = []
    /// What is there, in order, none touching the next.
    var ranges: [Range<Int>] = []
    var end: Int?
    var parts: UInt64 = 0
    /// Whether parts overlapped, so that the rest is refused too.
    var isRefused = false
  }

  /// The oldest first.
  private var waiting: [Waiting] = []

  /// Takes a part of a packet; the whole where it was the last that was missing.
  mutating func take(
    _ fragment: Fragment, of packet: RawSpan, at time: Instant, _ tally: inout RecordingTally
  ) -> Whole? {
    expire(time, &tally)
    guard fragment.place.upperBound <= packet.byteCount else {
      tally.add(.cutShort)
      return nil
    }
    let end = fragment.offset + fragment.place.count
    // Only the last part may have a length that is no multiple of eight.
    guard end <= Self.maximumOctets, !fragment.place.isEmpty, fragment.isLast || fragment.place.count % 8 == 0 else {
      tally.add(.malformedNetworkHeader)
      return nil
    }
    let place = self.place(of: fragment.key, at: time, &tally)
    return add(fragment, ending: end, of: packet, at: place, &tally)
  }

  /// Counts what still waits, at the end of the recording.
  mutating func close(_ tally: inout RecordingTally) {
    while !waiting.isEmpty { giveUp(0, .incompleteFragments, &tally) }
  }

  private mutating func expire(_ time: Instant, _ tally: inout RecordingTally) {
    while let first = waiting.first, time - first.since > Self.patience { giveUp(0, .incompleteFragments, &tally) }
  }

  /// Forgets a packet; its parts that were not counted yet are, by a reason.
  private mutating func giveUp(_ place: Int, _ reason: UnreadPacketReason, _ tally: inout RecordingTally) {
    let parts = waiting.remove(at: place).parts
    tally.waitingFragments -= parts
    tally.add(reason, count: parts)
  }

  private mutating func place(of key: Fragment.Key, at time: Instant, _ tally: inout RecordingTally) -> Int {
    if let place = waiting.firstIndex(where: { $0.key == key }) { return place }
    if waiting.count == Self.maximumPackets { giveUp(0, .tooManyFragments, &tally) }
    waiting.append(Waiting(key: key, since: time))
    return waiting.count - 1
  }

  private mutating func add(
    _ fragment: Fragment, ending end: Int, of packet: RawSpan, at place: Int, _ tally: inout RecordingTally
  ) -> Whole? {
    let range = fragment.offset..<end
    if waiting[place].isRefused {
      tally.add(.overlappingFragments)
      return nil
    }
    if waiting[place].holds(range, packet, from: fragment.place.lowerBound) {
      tally.add(.repeatedFragment)
      return nil
    }
    guard waiting[place].canTake(range, isLast: fragment.isLast) else {
      refuse(place, &tally)
      return nil
    }
    waiting[place].take(fragment, range, packet)
    guard waiting[place].isWhole else {
      tally.waitingFragments += 1
      return nil
    }
    let whole = waiting.remove(at: place)
    // The part that came just now counts as the datagram.
    tally.waitingFragments -= whole.parts - 1
    tally.joinedFragments += whole.parts - 1
    let octets = whole.octets + [UInt8](repeating: 0, count: ByteWindow.padding)
    return Whole(key: whole.key, kind: whole.kind, octets: octets, count: whole.octets.count)
  }

  /// Refuses a packet of which the part that came just now overlaps another.
  private mutating func refuse(_ place: Int, _ tally: inout RecordingTally) {
    tally.waitingFragments -= waiting[place].parts
    tally.add(.overlappingFragments, count: waiting[place].parts + 1)
    waiting[place].parts = 0
    waiting[place].octets = []
    waiting[place].ranges = []
    waiting[place].isRefused = true
  }
}

extension FragmentAssembly.Waiting {
  /// Whether these very octets are there already.
  fileprivate func holds(_ range: Range<Int>, _ packet: RawSpan, from start: Int) -> Bool {
    guard ranges.contains(where: { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }) else {
      return false
    }
    return range.allSatisfy { octets[$0] == packet.octet(at: start + $0 - range.lowerBound) }
  }

  /// Whether a part overlaps none and lies within the end, where that is known.
  fileprivate func canTake(_ range: Range<Int>, isLast: Bool) -> Bool {
    if ranges.contains(where: { $0.overlaps(range) }) { return false }
    if isLast { return end == nil && (ranges.last?.upperBound ?? 0) <= range.lowerBound }
    return range.upperBound <= end ?? .max
  }

  fileprivate mutating func take(_ fragment: Fragment, _ range: Range<Int>, _ packet: RawSpan) {
    parts += 1
    if fragment.isLast { end = range.upperBound }
    if fragment.offset == 0 { kind = fragment.kind }
    if octets.count < range.upperBound {
      octets += [UInt8](repeating: 0, count: range.upperBound - octets.count)
    }
    for (place, from) in zip(range, fragment.place) { octets[place] = packet.octet(at: from) ?? 0 }
    insert(range)
  }

  /// Adds a range, joined with those that it touches.
  private mutating func insert(_ range: Range<Int>) {
    let place = ranges.firstIndex { $0.lowerBound >= range.upperBound } ?? ranges.count
    var whole = range
    var replaced = place..<place
    if place < ranges.count, ranges[place].lowerBound == whole.upperBound {
      whole = whole.lowerBound..<ranges[place].upperBound
      replaced = place..<place + 1
    }
    if place > 0, ranges[place - 1].upperBound == whole.lowerBound {
      whole = ranges[place - 1].lowerBound..<whole.upperBound
      replaced = place - 1..<replaced.upperBound
    }
    ranges.replaceSubrange(replaced, with: [whole])
  }

  /// Whether nothing is missing.
  fileprivate var isWhole: Bool { end.map { ranges == [0..<$0] } ?? false }
}
