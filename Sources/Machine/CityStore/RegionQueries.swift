public import GRDB
public import Kernel
public import RegionCore
public import RoadModel
public import TierModel
import TierProtocol

/// What a region's tables answer.
public enum RegionQueries {
  /// A vehicle of the past.
  public struct PastVehicle: Sendable {
    /// Its number over all edges; nil where none was kept.
    public var vehicle: UInt64?
    /// The edge that saw it.
    public var edge: String
    /// The origin of its coordinates.
    public var origin: GeodeticPosition
    /// What was seen.
    public var object: DigestObject
  }

  /// What was to be seen at an instant.
  public struct PastScene: Sendable {
    /// The second shown of each edge; nil where it has none within two seconds.
    public var edges: [(edge: String, time: Instant?)]
    /// The vehicles, ordered by edge and track.
    public var vehicles: [PastVehicle]
    /// The events that were open, as they were last told by then.
    public var events: [TrafficEvent]
  }

  /// What the core of a region goes on from.
  public static func state(at now: Instant, _ configuration: RegionConfiguration, in db: Database) throws -> RegionState
  {
    let records = try RegionRecords.all(in: db)
    var progress: RegionProgress?
    for case .progress(let kept) in records { progress = kept }
    func rows(_ step: HistoryStep, from index: Int64) throws -> [HistoryRow] {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT name, place, traffic FROM stretch JOIN history ON stretch.id = history.stretch
          WHERE step = ? AND place >= ? ORDER BY place, name
          """, arguments: [step.rawValue, index])
      return rows.compactMap { row in
        guard let stretch = StretchName.stretch(row["name"]), let stored: StoredOctets = row["traffic"],
          let traffic = try? TierCodec.decodeTraffic(stored.octets)
        else { return nil }
        return HistoryRow(step: step, index: row["place"], stretch: stretch, traffic: traffic)
      }
    }
    return RegionState(
      records: records, seconds: try rows(.second, from: RegionState.secondsNeeded(at: now, progress: progress)),
      minutes: try rows(.minute, from: RegionState.minutesNeeded(at: now, configuration)))
  }

  /// The rows of a stretch that ended after `from` and not after `to`, in order; at most `limit`.
  public static func history(
    of stretch: Stretch, step: HistoryStep, from: Instant, to: Instant, limit: Int, in db: Database
  ) throws -> [HistoryRow] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT place, traffic FROM stretch JOIN history ON stretch.id = history.stretch
        WHERE name = ? AND step = ? AND place > ? AND place <= ? ORDER BY place LIMIT ?
        """,
      arguments: [
        StretchName.text(stretch), step.rawValue, step.index(endingAt: from), step.index(endingAt: to), limit,
      ])
    return rows.compactMap { row in
      guard let stored: StoredOctets = row["traffic"], let traffic = try? TierCodec.decodeTraffic(stored.octets) else {
        return nil
      }
      return HistoryRow(step: step, index: row["place"], stretch: stretch, traffic: traffic)
    }
  }

  /// What happened on every link in the seconds that ended after `from` and not after `to`: one row a link that has any,
  /// with the number of the newest second.
  public static func links(from: Instant, to: Instant, in db: Database) throws -> [HistoryRow] {
    let statement = try db.cachedStatement(
      sql:
        "SELECT place, traffic FROM history WHERE stretch = ? AND step = 0 AND place > ? AND place <= ? ORDER BY place")
    var links: [HistoryRow] = []
    for stretch in try Row.fetchAll(db, sql: "SELECT id, name FROM stretch WHERE name NOT LIKE '%#%' ORDER BY name") {
      guard let name = StretchName.stretch(stretch["name"]) else { continue }
      let id: Int64 = stretch["id"]
      var sum: HistoryRow?
      let bounds = (HistoryStep.second.index(endingAt: from), HistoryStep.second.index(endingAt: to))
      for row in try Row.fetchAll(statement, arguments: [id, bounds.0, bounds.1]) {
        guard let stored: StoredOctets = row["traffic"], let traffic = try? TierCodec.decodeTraffic(stored.octets)
        else {
          continue
        }
        if sum == nil {
          sum = HistoryRow(step: .second, index: row["place"], stretch: name, traffic: traffic)
        } else {
          sum?.traffic.append(traffic)
          // The queue is that of the newest second, as in the live picture, not the longest of all.
          sum?.traffic.queue = traffic.queue
          sum?.index = row["place"]
        }
      }
      if let sum { links.append(sum) }
    }
    return links
  }

  /// The first and last instant that there is a scene of; nil where there is none.
  public static func range(in db: Database) throws -> (from: Instant, to: Instant)? {
    var range: (from: Instant, to: Instant)?
    for edge in try edges(in: db) {
      // Two look-ups by the key; one query for both bounds would read every row.
      let first = try Int64.fetchOne(db, sql: "SELECT min(time) FROM scene WHERE edge = ?", arguments: [edge])
      let last = try Int64.fetchOne(db, sql: "SELECT max(time) FROM scene WHERE edge = ?", arguments: [edge])
      guard let first, let last else { continue }
      range = (
        min(range?.from ?? Instant(nanoseconds: first), Instant(nanoseconds: first)),
        max(range?.to ?? Instant(nanoseconds: last), Instant(nanoseconds: last))
      )
    }
    return range
  }

  /// What was to be seen at an instant: of each edge the newest scene that is not older than two seconds.
  public static func scene(at time: Instant, in db: Database) throws -> PastScene {
    var past = PastScene(edges: [], vehicles: [], events: try openEvents(at: time, in: db))
    for edge in try edges(in: db) {
      let row = try Row.fetchOne(
        db, sql: "SELECT time, digest FROM scene WHERE edge = ? AND time <= ? AND time > ? ORDER BY time DESC LIMIT 1",
        arguments: [edge, time.nanoseconds, (time - .seconds(2)).nanoseconds])
      guard let row, let stored: StoredOctets = row["digest"],
        case .scene(let digest) = try? TierCodec.decode(stored.octets).message
      else {
        past.edges.append((edge, nil))
        continue
      }
      past.edges.append((edge, digest.time))
      for object in digest.objects {
        let vehicle = try Int64.fetchOne(
          db.cachedStatement(
            sql: """
              SELECT vehicle FROM sighting WHERE edge = ? AND track = ? AND since <= ? ORDER BY since DESC LIMIT 1
              """),
          arguments: [edge, Int64(bitPattern: object.track.rawValue), digest.time.nanoseconds])
        past.vehicles.append(
          PastVehicle(
            vehicle: vehicle.map { UInt64(bitPattern: $0) }, edge: edge, origin: digest.origin, object: object))
      }
    }
    return past
  }

  /// What was told of events after `from` and not after `to`, in order; at most `limit`.
  public static func events(from: Instant, to: Instant, limit: Int, in db: Database) throws -> [TrafficEvent] {
    try Row.fetchAll(
      db, sql: "SELECT event FROM event_log WHERE time > ? AND time <= ? ORDER BY time, edge, number, stage LIMIT ?",
      arguments: [from.nanoseconds, to.nanoseconds, limit]
    ).compactMap { RegionRecords.event($0) }
  }

  /// The edges that were ever heard.
  private static func edges(in db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT edge FROM edge ORDER BY edge")
  }

  private static func openEvents(at time: Instant, in db: Database) throws -> [TrafficEvent] {
    // A region that was wrong about an end tells of the event again after it: the last word counts.
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT edge, number, max(time) AS time FROM event_log WHERE time <= ?1 GROUP BY edge, number
        HAVING max(time) > ifnull(max(CASE WHEN stage = ?2 THEN time END), -1) ORDER BY max(time), edge, number
        """, arguments: [time.nanoseconds, TrafficEvent.Stage.end.rawValue])
    let find = try db.cachedStatement(
      sql: "SELECT event FROM event_log WHERE time = ? AND edge = ? AND number = ? ORDER BY stage DESC LIMIT 1")
    return try rows.compactMap { row in
      let arguments: StatementArguments = [row["time"] as Int64, row["edge"] as String, row["number"] as Int64]
      return try Row.fetchOne(find, arguments: arguments).flatMap(RegionRecords.event)
    }
  }
}
