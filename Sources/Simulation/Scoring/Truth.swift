public import Kernel
public import RoadModel

/// One road user as it really was at one instant.
public struct TruthObject: Sendable {
  /// Its place in ``TruthTable/names``.
  public var vehicle: Int
  /// What it is.
  public var kind: ParticipantKind
  /// Where it was.
  public var position: LocalPoint
  /// Metres per second to the east and north.
  public var velocity: LocalVector
  /// Whether it sends messages of its own.
  public var hasOnBoardUnit: Bool
  /// The lane in the simulator's words.
  public var lane: String

  /// Makes an object of a truth.
  public init(
    vehicle: Int, kind: ParticipantKind, position: LocalPoint, velocity: LocalVector, hasOnBoardUnit: Bool = false,
    lane: String = ""
  ) {
    self.vehicle = vehicle
    self.kind = kind
    self.position = position
    self.velocity = velocity
    self.hasOnBoardUnit = hasOnBoardUnit
    self.lane = lane
  }
}

/// Why a table of truth could not be read.
public struct TruthError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The name of the column; empty where the line as a whole is at fault.
  public var column: String
  /// What stands there.
  public var text: String

  /// Makes an error.
  public init(line: Int, column: String, text: String) {
    self.line = line
    self.column = column
    self.text = text
  }

  public var description: String {
    column.isEmpty ? "line \(line): \(text)" : "line \(line), column \(column): cannot be read: \"\(text)\""
  }
}

/// The truth of a recording: all road users at each of its instants.
public struct TruthTable: Sendable {
  /// The road users of one instant.
  public struct Frame: Sendable {
    /// Milliseconds from the recording's start.
    public var milliseconds: Int64
    /// Who was there, in the order of the table.
    public var objects: [TruthObject]
  }

  /// The names of the road users in the order of their first line.
  public private(set) var names: [String] = []
  /// The instants in the order of time.
  public private(set) var frames: [Frame] = []

  /// The columns, in their order.
  public static let columns = [
    "ms", "vehicle", "class", "lat", "lon", "x_m", "y_m", "vx_mps", "vy_mps", "has_obu", "sumo_lane",
  ]

  /// Reads comma-separated lines, the first of which names the columns as ``columns`` does, ordered by time.
  /// x_m and y_m are taken for the position; lat and lon are not read.
  public init(csv: [UInt8]) throws(TruthError) {
    var places: [String: Int] = [:]
    var number = 0
    for line in csv.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      let fields = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      if number == 1 {
        guard fields == Self.columns else {
          throw TruthError(line: 1, column: "", text: "the columns are not \(Self.columns.joined(separator: ","))")
        }
      } else if !bytes.isEmpty {
        try add(TruthLine(fields: fields, number: number), &places)
      }
    }
    if number <= 1 && csv.isEmpty { throw TruthError(line: 1, column: "", text: "the table is empty") }
  }

  private mutating func add(_ line: TruthLine, _ places: inout [String: Int]) throws(TruthError) {
    let milliseconds: Int64 = try line.number(0)
    let name = line.fields[1]
    let vehicle = places[name] ?? names.count
    if vehicle == names.count {
      places[name] = vehicle
      names.append(name)
    }
    let object = TruthObject(
      vehicle: vehicle, kind: try line.kind(),
      position: LocalPoint(east: try line.finite(5), north: try line.finite(6)),
      velocity: LocalVector(east: try line.finite(7), north: try line.finite(8)),
      hasOnBoardUnit: line.fields[9] == "1", lane: line.fields[10])
    if let last = frames.last {
      if milliseconds < last.milliseconds { throw TruthError(line: line.number, column: "ms", text: line.fields[0]) }
      if milliseconds == last.milliseconds {
        frames[frames.count - 1].objects.append(object)
        return
      }
    }
    frames.append(Frame(milliseconds: milliseconds, objects: [object]))
  }
}

/// One line of the table while it is read.
private struct TruthLine {
  var fields: [String]
  var number: Int

  init(fields: [String], number: Int) throws(TruthError) {
    guard fields.count == TruthTable.columns.count else {
      throw TruthError(
        line: number, column: "", text: "\(fields.count) fields instead of \(TruthTable.columns.count)")
    }
    self.fields = fields
    self.number = number
  }

  func number<Number: LosslessStringConvertible>(_ column: Int) throws(TruthError) -> Number {
    guard let value = Number(fields[column]) else { throw error(column) }
    return value
  }

  func finite(_ column: Int) throws(TruthError) -> Double {
    let value: Double = try number(column)
    guard value.isFinite else { throw error(column) }
    return value
  }

  func kind() throws(TruthError) -> ParticipantKind {
    switch fields[2] {
    case "car", "passenger", "taxi": return .car
    case "truck", "trailer", "delivery": return .truck
    case "bus", "coach", "tram": return .bus
    case "motorcycle", "moped": return .motorcycle
    case "bicycle": return .bicycle
    case "pedestrian": return .pedestrian
    case "emergency", "ambulance": return .emergencyVehicle
    case "unknown": return .unknown
    default: throw error(2)
    }
  }

  func error(_ column: Int) -> TruthError {
    TruthError(line: number, column: TruthTable.columns[column], text: fields[column])
  }
}
