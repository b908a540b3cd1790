import Foundation
import Kernel
import RegionCore
import RoadModel

/// A track as one line of JSON. Only this program reads it, and what it cannot read it forgets.
enum TrackText {
  private struct Fields: Codable {
    var vehicle, track: UInt64
    var evidence, kind: UInt8
    var edge: String
    var since, lastSeen: Int64
    var east, north, speed, heading, length, width: Double
    var lane: String?
    var temporaryID, judgedTemporaryID: UInt64?
    var entryEast, entryNorth, entrySpeed, entryHeading: Double
    var isLost: Bool
  }

  static func text(_ track: TrackRecord) -> String {
    let fields = Fields(
      vehicle: track.vehicle, track: track.track.rawValue, evidence: track.evidence.rawValue,
      kind: track.kind.rawValue, edge: track.edge, since: track.since.nanoseconds,
      lastSeen: track.lastSeen.nanoseconds, east: track.position.east, north: track.position.north,
      speed: track.speed, heading: track.heading.radians, length: track.length, width: track.width,
      lane: track.lane.map { StretchName.text(.lane($0)) }, temporaryID: track.temporaryID,
      judgedTemporaryID: track.judgedTemporaryID, entryEast: track.entry.east, entryNorth: track.entry.north,
      entrySpeed: track.entrySpeed, entryHeading: track.entryHeading.radians, isLost: track.isLost)
    // Fails only for numbers that are not finite; such a track is not kept.
    return (try? JSONEncoder().encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  static func track(_ text: String) -> TrackRecord? {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(text.utf8)),
      let evidence = JoinEvidence(rawValue: fields.evidence), let kind = ParticipantKind(rawValue: fields.kind)
    else { return nil }
    var lane: LaneID?
    if let name = fields.lane, case .lane(let id) = StretchName.stretch(name) { lane = id }
    return TrackRecord(
      vehicle: fields.vehicle, evidence: evidence, edge: fields.edge, track: TrackID(fields.track),
      since: Instant(nanoseconds: fields.since), lastSeen: Instant(nanoseconds: fields.lastSeen),
      position: LocalPoint(east: fields.east, north: fields.north), speed: fields.speed,
      heading: Angle(radians: fields.heading), kind: kind, length: fields.length, width: fields.width, lane: lane,
      temporaryID: fields.temporaryID, entry: LocalPoint(east: fields.entryEast, north: fields.entryNorth),
      entrySpeed: fields.entrySpeed, entryHeading: Angle(radians: fields.entryHeading),
      judgedTemporaryID: fields.judgedTemporaryID, isLost: fields.isLost)
  }
}
