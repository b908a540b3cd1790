import Interpretation
package import Kernel
package import MessagesCSAE
package import PackedEncoding
package import RoadModel

/// Parts of Chinese messages that refer to the road, to ways and to times. Not on the hot path: lists are made.
package enum RoadReferences {
  /// T/CSAE 53-2020, DF_ReferenceLink: of the lanes, bit n stands for lane n.
  package static func link(_ link: ReferenceLink) -> RoadLink {
    let bits = link.referenceLanes?.rawValue ?? 0
    return RoadLink(
      upstream: LaneMapBuilder.nodeID(link.upstreamNodeId), downstream: LaneMapBuilder.nodeID(link.downstreamNodeId),
      lanes: (1...15).filter { bits >> UInt16(15 - $0) & 1 == 1 }.map(UInt8.init))
  }

  /// T/CSAE 53-2020, DF_ReferenceLinkList.
  static func links(_ links: PackedList<ReferenceLink>?) -> [RoadLink] { (links ?? PackedList()).map(link) }

  /// T/CSAE 53-2020, DF_ReferencePath; points without a place are left out.
  package static func path(
    _ path: ReferencePath?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [LocalPoint] {
    (path?.activePath ?? PackedList()).compactMap {
      WireQuantities.position($0.offsetLL, from: reference).map(frame.point(of:))
    }
  }

  /// T/CSAE 157-2020, DF_PathPlanning; points without a place are left out.
  package static func plan(
    _ plan: PackedList<PathPlanningPoint>?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [PlannedPoint] {
    (plan ?? PackedList()).compactMap { point in
      guard let position = WireQuantities.position(point.pos.offsetLL, from: reference) else { return nil }
      return PlannedPoint(
        position: frame.point(of: position), speed: point.speed.flatMap(WireQuantities.speed),
        heading: point.heading.flatMap(WireQuantities.heading),
        secondsAhead: point.estimatedTime.flatMap(lifetime)?.seconds)
    }
  }

  /// T/CSAE 157-2020, DE_DriveBehavior: the first bit becomes the lowest.
  package static func behaviors(_ bits: ExtensibleBits?) -> DrivingBehaviors {
    DrivingBehaviors(rawValue: lowFirst(bits, count: DrivingBehaviors.allNames.count))
  }

  /// T/CSAE 157-2020, DE_CoordinationInfo.
  package static func purposes(_ bits: ExtensibleBits?) -> CoordinationPurposes {
    CoordinationPurposes(
      rawValue: UInt8(truncatingIfNeeded: lowFirst(bits, count: CoordinationPurposes.allNames.count)))
  }

  /// The names of the bits that are set.
  static func names(_ bits: ExtensibleBits?, _ names: [String]) -> [String] {
    guard let bits else { return [] }
    return names.enumerated().filter { bits[$0.offset] }.map(\.element)
  }

  private static func lowFirst(_ bits: ExtensibleBits?, count: Int) -> UInt16 {
    guard let bits else { return 0 }
    return (0..<count).reduce(0) { $0 | (bits[$1] ? 1 << UInt16($1) : 0) }
  }

  /// T/CSAE 53-2020, DE_TimeOffset: 10 ms; 65535 is unavailable.
  package static func lifetime(_ offset: UInt16) -> Interval? {
    offset < 65_535 ? .milliseconds(Int64(offset) * 10) : nil
  }

  /// T/CSAE 53-2020, DF_DDateTime; nil unless it is told to the minute.
  package static func instant(_ date: DDateTime?) -> Instant? {
    guard let date, let year = date.year, let month = date.month, let day = date.day, let hour = date.hour,
      let minute = date.minute
    else { return nil }
    return MessageTime.instant(
      year: Int64(year), month: Int64(month), day: Int64(day), hour: Int64(hour), minute: Int64(minute),
      second: date.second ?? 0, offset: Int64(date.offset ?? 0))
  }

  /// T/CSAE 53-2020, DF_Description: in ASCII or in GB 2312.
  package static func text(_ description: Description?) -> (text: String, encoded: [UInt8]) {
    switch description {
    case .textString(let characters): (characters.text, [])
    case .textGB2312(let octets): ("", Array(octets))
    case nil: ("", [])
    }
  }

  /// A sign's description in GB 2312 without the code that it begins with (``SignCode``).
  package static func signText(_ octets: [UInt8]) -> (standardCode: String?, text: [UInt8]) {
    let code = octets.prefix(SignCode.length)
    guard code.count == SignCode.length, SignCode.isLikely(code) else { return (nil, octets) }
    return (String(decoding: code, as: UTF8.self), Array(octets[SignCode.length...]))
  }
}
