import Delivery
import Foundation
import GRDB
import Kernel
import TierModel

/// The rows of delivery's tables, to and from its values.
enum StoreRows {
  static func state(_ db: Database) throws -> DeliveryState {
    guard let epoch = try Int64.fetchOne(db, sql: "SELECT epoch FROM delivery"), epoch > 0 else {
      throw damage("it has no epoch")
    }
    var state = DeliveryState(epoch: UInt64(epoch))
    for row in try Row.fetchAll(db, sql: "SELECT priority, assigned, thinned FROM outbox_lane") {
      let priority = try self.priority(row[0])
      state.lanes[priority].assigned = try count(row[1])
      state.lanes[priority].thinned = try count(row[2])
    }
    let rows = try Row.fetchCursor(db, sql: "SELECT number, time, length(payload) FROM outbox ORDER BY number")
    while let row = try rows.next() {
      state.held.append(
        HeldMessage(number: try number(row[0]), time: Instant(nanoseconds: row[1]), octets: row[2]))
    }
    state.senders = try senders(db)
    return state
  }

  private static func senders(_ db: Database) throws -> [SenderMarks] {
    var senders: [SenderMarks] = []
    var places: [String: Int] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT sender, forgotten FROM inbox_sender ORDER BY place") {
      var marks = SenderMarks(sender: row[0])
      marks.forgotten = try count(row[1])
      places[marks.sender] = senders.count
      senders.append(marks)
    }
    let sql = "SELECT sender, epoch, priority, through, beyond, missing FROM inbox_marks ORDER BY sender, epoch"
    for row in try Row.fetchAll(db, sql: sql) {
      guard let place = places[row[0]], let epoch = row[1] as Int64?, epoch > 0 else {
        throw damage("marks belong to no sender")
      }
      if senders[place].epochs.last?.epoch != UInt64(epoch) {
        senders[place].epochs.append(EpochMarks(epoch: UInt64(epoch)))
      }
      let last = senders[place].epochs.count - 1
      let priority = try self.priority(row[2])
      senders[place].epochs[last].lanes[priority] = try marks(through: row[3], beyond: row[4])
      senders[place].epochs[last].missing[priority] = try count(row[5])
    }
    return senders
  }

  static func write(_ change: DeliveryChange, _ db: Database) throws {
    let insert = try db.cachedStatement(sql: "INSERT INTO outbox (number, time, payload) VALUES (?, ?, ?)")
    for message in change.appended {
      try insert.execute(arguments: [key(message.number), message.time.nanoseconds, Data(message.payload)])
    }
    let remove = try db.cachedStatement(sql: "DELETE FROM outbox WHERE number BETWEEN ? AND ?")
    for run in change.removed {
      let last = min(run.sequences.upperBound, MessageNumber.greatest - 1)
      try remove.execute(arguments: [
        key(MessageNumber(run.priority, run.sequences.lowerBound)), key(MessageNumber(run.priority, last)),
      ])
    }
    if let lanes = change.lanes {
      let lane = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO outbox_lane (priority, assigned, thinned) VALUES (?, ?, ?)")
      for priority in DeliveryPriority.allCases {
        try lane.execute(arguments: [
          Int64(priority.rawValue), Int64(clamping: lanes[priority].assigned), Int64(clamping: lanes[priority].thinned),
        ])
      }
    }
    for marks in change.senders { try write(marks, db) }
  }

  private static func write(_ marks: SenderMarks, _ db: Database) throws {
    let sender = try db.cachedStatement(
      sql: """
        INSERT INTO inbox_sender (sender, place, forgotten) VALUES (?1, (SELECT count(*) FROM inbox_sender), ?2)
        ON CONFLICT (sender) DO UPDATE SET forgotten = ?2
        """)
    try sender.execute(arguments: [marks.sender, Int64(clamping: marks.forgotten)])
    let forget = try db.cachedStatement(sql: "DELETE FROM inbox_marks WHERE sender = ? AND epoch <= ?")
    if marks.forgotten > 0 { try forget.execute(arguments: [marks.sender, Int64(clamping: marks.forgotten)]) }
    let insert = try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO inbox_marks (sender, epoch, priority, through, beyond, missing)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for epoch in marks.epochs {
      for priority in DeliveryPriority.allCases {
        let lane = epoch.lanes[priority]
        let beyond = lane.beyond.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
        try insert.execute(arguments: [
          marks.sender, Int64(clamping: epoch.epoch), Int64(priority.rawValue), Int64(clamping: lane.through), beyond,
          Int64(clamping: epoch.missing[priority]),
        ])
      }
    }
  }

  static func messages(_ numbers: [MessageNumber], _ db: Database) throws -> [NumberedMessage] {
    let select = try db.cachedStatement(sql: "SELECT time, payload FROM outbox WHERE number = ?")
    return try numbers.compactMap { number in
      guard let row = try Row.fetchOne(select, arguments: [key(number)]) else { return nil }
      let payload = try row.withUnsafeData(atIndex: 1) { data in data.map { Array($0) } ?? [] }
      return NumberedMessage(number: number, time: Instant(nanoseconds: row[0]), payload: payload)
    }
  }

  // MARK: columns

  private static func key(_ number: MessageNumber) -> Int64 {
    // Numbers are below 2^60 and priorities below 4: the sign bit stays free.
    Int64(number.priority.rawValue) << 60 | Int64(clamping: number.sequence)
  }

  private static func number(_ key: Int64) throws -> MessageNumber {
    MessageNumber(try priority(key >> 60), UInt64(key & (1 << 60 - 1)))
  }

  private static func priority(_ value: Int64) throws -> DeliveryPriority {
    guard let priority = UInt8(exactly: value).flatMap(DeliveryPriority.init(rawValue:)) else {
      throw damage("\(value) is no priority")
    }
    return priority
  }

  private static func count(_ value: Int64) throws -> UInt64 {
    guard let count = UInt64(exactly: value) else { throw damage("\(value) is no count") }
    return count
  }

  private static func marks(through: Int64, beyond text: String) throws -> NumberMarks {
    let ranges = try text.split(separator: " ").map { range in
      let ends = range.split(separator: "-").compactMap { UInt64($0) }
      guard ends.count == 2, ends[0] <= ends[1] else { throw damage("'\(range)' is no range") }
      return ends[0]...ends[1]
    }
    guard let marks = NumberMarks(through: try count(through), beyond: ranges) else {
      throw damage("'\(text)' are no marks beyond \(through)")
    }
    return marks
  }

  private static func damage(_ text: String) -> StoreFailure { StoreFailure(.damaged, text) }
}
