public import Kernel
package import MessagesCSAE
package import MessagesETSI
package import MessagesSAE
package import PackedEncoding
public import RoadModel

/// The events and signs that are announced, for as long as they are.
public struct EventBoard {
  /// An announcement ends when its unit has not repeated it for so long; an RSI comes at least once a second. An event
  /// of a DENM holds until the end that it tells, repeated or not.
  public static let hold = Interval.seconds(10)
  /// How many announcements are kept; further ones are counted in ``overflow``.
  public static let limit = 1024

  private struct Entry {
    var event: RoadEvent
    var digest: UInt64
    /// Whether it ends by its own word alone.
    var holdsToItsEnd = false
  }

  private var entries: [Entry] = []
  /// Announcements that there was no room for.
  public private(set) var overflow: UInt64 = 0
  /// Grows with each announcement that begins, changes or ends.
  public private(set) var version = 0

  /// Makes an empty board.
  public init() {}

  /// The announcements, in the order in which they came.
  public var events: [RoadEvent] { entries.map(\.event) }

  /// Notes that a message with known contents came again. False where its contents are new.
  package mutating func repeats(_ digest: UInt64, from unit: UnitIndex, at now: Instant) -> Bool {
    var found = false
    for index in entries.indices where entries[index].digest == digest && entries[index].event.unit == unit {
      entries[index].event.lastAnnounced = now
      found = true
    }
    return found
  }

  /// Takes over the announcements of a message (T/CSAE 53-2020, MSG_RSI).
  package mutating func update(
    _ message: RoadSideInformation, digest: UInt64, from unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) {
    guard let reference = WireQuantities.position(latitude: message.refPos.lat, longitude: message.refPos.long) else {
      return
    }
    for event in message.rtes ?? PackedList() {
      put(Entry(event: CSAEEvents.event(event, unit, reference, frame, now), digest: digest))
    }
    for sign in message.rtss ?? PackedList() {
      put(Entry(event: CSAEEvents.sign(sign, unit, reference, frame, now), digest: digest))
    }
  }

  /// Takes over the events of a message that says other things too and so is never the same (T/CSAE 157-2020, Msg_SSM).
  /// `sender` is the station where it is not the unit itself.
  package mutating func update(
    _ events: PackedList<RTEData>, sender: UInt64?, from unit: UnitIndex, reference: GeodeticPosition,
    frame: LocalFrame, at now: Instant
  ) {
    for data in events {
      var event = CSAEEvents.event(data, unit, reference, frame, now)
      if let sender { event.number |= (sender & 0xff_ffff_ffff) << 8 }
      put(Entry(event: event, digest: 0), isNewOnly: true)
    }
  }

  /// Takes over the announcements of a message (SAE J2735, MSG_TravelerInformation) whose contents are new.
  package mutating func update(
    _ message: borrowing SAETravelerInformation, digest: UInt64, from unit: UnitIndex, frame: LocalFrame,
    at now: Instant
  ) {
    for event in SAEEvents.events(message, unit: unit, frame: frame, at: now) {
      put(Entry(event: event, digest: digest), isNewOnly: true)
    }
  }

  /// Takes over an event, or its end (EN 302 637-3, DENM).
  package mutating func update(
    _ message: borrowing ETSIDENM, digest: UInt64, from unit: UnitIndex, reference: GeodeticPosition,
    frame: LocalFrame, at now: Instant
  ) {
    let event = ETSIEvents.event(message, unit: unit, reference: reference, frame: frame, at: now)
    if message.denm.management.termination != nil || event.ends.map({ $0 <= now }) ?? false {
      let before = entries.count
      entries.removeAll { EventBoard.isSame($0.event, event) }
      if entries.count < before { version += 1 }
    } else {
      put(Entry(event: event, digest: digest, holdsToItsEnd: true), isNewOnly: true)
    }
  }

  /// Ends what was not repeated, or is over by its own word; how many ended.
  public mutating func advance(to now: Instant) -> Int {
    guard entries.contains(where: { EventBoard.isOver($0, at: now) }) else { return 0 }
    let before = entries.count
    entries.removeAll { EventBoard.isOver($0, at: now) }
    version += 1
    return before - entries.count
  }

  private static func isOver(_ entry: Entry, at now: Instant) -> Bool {
    if entry.holdsToItsEnd { return entry.event.ends.map { $0 <= now } ?? false }
    return now - entry.event.lastAnnounced > EventBoard.hold
  }

  /// Whether two announcements are of the same thing. One of a DENM is told by its station, whichever unit heard it.
  private static func isSame(_ left: RoadEvent, _ right: RoadEvent) -> Bool {
    left.category == right.category && left.number == right.number
      && (left.unit == right.unit || left.scheme == .etsi && right.scheme == .etsi)
  }

  /// Takes an announcement over; `isNewOnly` says that one that tells nothing new is no change.
  private mutating func put(_ entry: Entry, isNewOnly: Bool = false) {
    if let known = entries.firstIndex(where: { EventBoard.isSame($0.event, entry.event) }) {
      var entry = entry
      let old = entries[known].event
      (entry.event.since, entry.event.unit) = (old.since, old.unit)
      var asBefore = old
      asBefore.lastAnnounced = entry.event.lastAnnounced
      entries[known] = entry
      if !isNewOnly || asBefore != entry.event { version += 1 }
    } else if entries.count < EventBoard.limit {
      entries.append(entry)
      version += 1
    } else {
      overflow &+= 1
    }
  }
}
