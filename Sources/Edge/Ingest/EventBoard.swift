public import Kernel
package import MessagesCSAE
import PackedEncoding
public import RoadModel

/// The events and signs that roadside units announce, for as long as they announce them.
public struct EventBoard {
  /// An announcement ends when its unit has not repeated it for so long; an RSI comes at least once a second.
  public static let hold = Interval.seconds(10)
  /// How many announcements are kept; further ones are counted in ``overflow``.
  public static let limit = 1024

  private var entries: [(event: RoadEvent, digest: UInt64)] = []
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
      put(EventBoard.event(event, unit, reference, frame, now), digest)
    }
    for sign in message.rtss ?? PackedList() {
      put(EventBoard.sign(sign, unit, reference, frame, now), digest)
    }
  }

  /// Ends what was not repeated; how many ended.
  public mutating func advance(to now: Instant) -> Int {
    guard entries.contains(where: { now - $0.event.lastAnnounced > EventBoard.hold }) else { return 0 }
    let before = entries.count
    entries.removeAll { now - $0.event.lastAnnounced > EventBoard.hold }
    version += 1
    return before - entries.count
  }

  private mutating func put(_ event: RoadEvent, _ digest: UInt64) {
    let known = entries.firstIndex {
      $0.event.unit == event.unit && $0.event.category == event.category && $0.event.number == event.number
    }
    if let known {
      let since = entries[known].event.since
      entries[known] = (event, digest)
      entries[known].event.since = since
      version += 1
    } else if entries.count < EventBoard.limit {
      entries.append((event, digest))
      version += 1
    } else {
      overflow &+= 1
    }
  }

  private static func event(
    _ data: RTEData, _ unit: UnitIndex, _ reference: GeodeticPosition, _ frame: LocalFrame, _ now: Instant
  ) -> RoadEvent {
    RoadEvent(
      category: .event, unit: unit, number: data.rteId, code: data.eventType,
      position: position(data.eventPos, reference, frame),
      radius: data.eventRadius.map { Double($0) * 0.1 },  // DE_Radius: 0.1 m
      text: text(data.description), encodedText: encodedText(data.description),
      paths: paths(data.referencePaths, reference, frame),
      priority: (data.priority ?? 0) >> 5,  // DE_RSIPriority: the three highest bits
      since: now, lastAnnounced: now)
  }

  private static func sign(
    _ data: RTSData, _ unit: UnitIndex, _ reference: GeodeticPosition, _ frame: LocalFrame, _ now: Instant
  ) -> RoadEvent {
    RoadEvent(
      category: .sign, unit: unit, number: data.rtsId, code: data.signType,
      position: position(data.signPos, reference, frame), radius: nil, text: text(data.description),
      encodedText: encodedText(data.description),
      paths: paths(data.referencePaths, reference, frame), priority: (data.priority ?? 0) >> 5, since: now,
      lastAnnounced: now)
  }

  private static func position(
    _ offset: PositionOffsetLLV?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> LocalPoint? {
    offset.flatMap { WireQuantities.position($0.offsetLL, from: reference) }.map(frame.point(of:))
  }

  private static func paths(
    _ paths: PackedList<ReferencePath>?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [[LocalPoint]] {
    (paths ?? PackedList()).map { path in
      path.activePath.compactMap { WireQuantities.position($0.offsetLL, from: reference).map(frame.point(of:)) }
    }
  }

  private static func text(_ description: Description?) -> String {
    if case .textString(let characters) = description { return characters.text }
    return ""
  }

  private static func encodedText(_ description: Description?) -> [UInt8] {
    if case .textGB2312(let octets) = description { return Array(octets) }
    return []
  }
}
