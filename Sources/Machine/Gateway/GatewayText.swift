import Foundation
import Kernel
import RoadModel

/// How quantities are written in the API.
enum GatewayText {
  /// RFC 3339 in UTC with milliseconds.
  static func time(_ instant: Instant) -> String {
    let milliseconds = instant.milliseconds
    let part = ((milliseconds % 1000) + 1000) % 1000
    let date = Date(timeIntervalSince1970: Double((milliseconds - part) / 1000))
    // The formatter cuts off where a fraction is a little below what it stands for, so that it gets whole seconds only.
    let whole = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    return "\(whole).\(String(part + 1000).dropFirst())Z"
  }

  /// The instant of a text in RFC 3339; nil where it is none, or outside the years 1970 to 2200.
  static func instant(_ text: String) -> Instant? {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
    guard let date = try? style.parse(text), (0...7.3e9).contains(date.timeIntervalSince1970) else { return nil }
    return Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }

  /// Longitude and latitude in degrees, to about a centimetre.
  static func coordinates(_ position: GeodeticPosition) -> [Double] {
    [number(position.longitude, 7), number(position.latitude, 7)]
  }

  /// A heading in degrees clockwise from north, 0..<360 after rounding too.
  static func heading(_ angle: Angle) -> Double {
    let rounded = number(angle.headingDegrees, 1)
    return rounded >= 360 ? 0 : rounded
  }

  /// Sixteen hexadecimal digits.
  static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The name of a kind of road user.
  static func kind(_ kind: ParticipantKind) -> String { "\(kind)" }

  /// The names of the directions of a set.
  static func maneuvers(_ maneuvers: Maneuvers) -> [String] {
    [("straight", Maneuvers.straight), ("left", .left), ("right", .right), ("uTurn", .uTurn)]
      .filter { maneuvers.contains($0.1) }.map(\.0)
  }

  /// The names of the bits of DE_IntersectionStatusObject (T/CSAE 53-2020), the highest bit first.
  static func status(_ bits: UInt16) -> [String] {
    let names = [
      "manualControlIsEnabled", "stopTimeIsActivated", "failureFlash", "preemptIsActive", "signalPriorityIsActive",
      "fixedTimeOperation", "trafficDependentOperation", "standbyOperation", "failureMode", "off",
      "recentMAPmessageUpdate",
      "recentChangeInMAPassignedLanesIDsUsed", "noValidMAPisAvailableAtThisTime", "noValidSPATisAvailableAtThisTime",
    ]
    return names.enumerated().filter { bits & (0x8000 >> UInt16($0.offset)) != 0 }.map(\.element)
  }

  /// A text that may be in GB 2312.
  static func text(of event: RoadEvent) -> String {
    event.encodedText.isEmpty ? event.text : ChineseText.text(of: event.encodedText)
  }

  /// A number with at most `digits` digits behind the point, in plain notation.
  static func number(_ value: Double, _ digits: Int) -> Double {
    let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8][digits]
    return (value * scale).rounded() / scale
  }
}
