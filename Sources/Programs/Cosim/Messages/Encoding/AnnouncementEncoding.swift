import Kernel
import SchemaModel

extension AnnouncementReport {
  /// The message as a RoadSideInformation.
  var value: SchemaValue {
    let events = items.filter { $0.announcement.category == "event" }.map(event)
    let signs = items.filter { $0.announcement.category == "sign" }.map(sign)
    return .fields([
      "msgCnt": .number(counter), "moy": .number(clock.minuteOfYear), "id": CommonEncoding.unit(unit),
      "refPos": CommonEncoding.position(reference), "rtes": events.isEmpty ? nil : .list(events),
      "rtss": signs.isEmpty ? nil : .list(signs),
    ])
  }

  private func event(_ item: Item) -> SchemaValue {
    .fields([
      "rteId": .number(Int(item.announcement.number)), "eventType": .number(Int(item.announcement.code)),
      "eventSource": .enumerated("government"), "eventPos": CommonEncoding.offset(of: item.position, from: reference),
      "eventRadius": .quantity(item.announcement.radiusMeters, unit: 0.1, in: 0...65_535),
      "description": description(of: item.announcement), "timeDetails": today,
      "priority": .octets([min(item.announcement.priority, 7) << 5]), "referencePaths": .list([path(item)]),
      "referenceLinks": .list([link(item)]), "eventConfidence": .number(200),
    ])
  }

  private func sign(_ item: Item) -> SchemaValue {
    .fields([
      "rtsId": .number(Int(item.announcement.number)), "signType": .number(Int(item.announcement.code)),
      "signPos": CommonEncoding.offset(of: item.position, from: reference),
      "description": description(of: item.announcement), "timeDetails": today,
      "priority": .octets([min(item.announcement.priority, 7) << 5]), "referencePaths": .list([path(item)]),
    ])
  }

  private func description(of announcement: Scenario.Announcement) -> SchemaValue {
    if let octets = announcement.octetsGB2312 { return .one("textGB2312", .octets(octets)) }
    return .one("textString", .text(announcement.text))
  }

  /// They hold all day, UTC.
  private var today: SchemaValue {
    let start = clock.minuteOfYear / 1440 * 1440
    return .fields(["startTime": .number(start), "endTime": .number(start + 1439)])
  }

  private func path(_ item: Item) -> SchemaValue {
    .fields([
      "activePath": .list(item.path.map { CommonEncoding.offset(of: $0, from: reference) }),
      "pathRadius": .quantity(item.announcement.radiusMeters, unit: 0.1, in: 0...65_535),
    ])
  }

  /// DE_ReferenceLanes: bit n stands for lane n.
  private func link(_ item: Item) -> SchemaValue {
    .fields([
      "upstreamNodeId": CommonEncoding.node(item.upstream), "downstreamNodeId": CommonEncoding.node(item.downstream),
      "referenceLanes": .flags([item.laneNumber], count: 16),
    ])
  }
}

extension Scenario.Announcement {
  /// The octets of the text in GB 2312; nil where the scenario gives none, or no hexadecimal digits.
  var octetsGB2312: [UInt8]? {
    guard let digits = textGB2312.map({ Array($0) }), digits.count.isMultiple(of: 2), digits.count >= 4 else {
      return nil
    }
    let octets = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    return octets.contains(nil) ? nil : octets.compactMap { $0 }
  }
}
