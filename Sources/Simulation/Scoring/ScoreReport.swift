import RoadModel

/// A score as text for people and for programs.
extension Score {
  /// A table: the total first, then each kind that occurs.
  public var table: String {
    var lines = [
      "instants \(instants), cut-off \(Self.decimal(cutOff, 1)) m, GOSPA \(Self.decimal(gospa, 3)) m"
        + " (localisation \(Self.decimal(gospaLocalisation, 3)), missed \(Self.decimal(gospaMissed, 3)),"
        + " false \(Self.decimal(gospaFalse, 3)) m^2)",
      Self.row(["kind", "truths", "position m", "speed m/s", "missed %", "false %", "switches", "kind %"]),
    ]
    lines.append(Self.row("all", total))
    for kind in ParticipantKind.allCases {
      let tally = byKind[Int(kind.rawValue)]
      if tally.truths > 0 || tally.falses > 0 { lines.append(Self.row("\(kind)", tally)) }
    }
    return lines.joined(separator: "\n")
  }

  /// A JSON object with SI units in the names.
  public var json: String {
    let kinds = ParticipantKind.allCases.compactMap { kind -> String? in
      let tally = byKind[Int(kind.rawValue)]
      return tally.truths > 0 || tally.falses > 0 ? "\"\(kind)\":\(Self.json(tally))" : nil
    }
    return "{\"instants\":\(instants),\"cutOffMeters\":\(cutOff),\"gospaMeters\":\(Self.decimal(gospa, 6)),"
      + "\"gospaLocalisation\":\(Self.decimal(gospaLocalisation, 6)),"
      + "\"gospaMissed\":\(Self.decimal(gospaMissed, 6)),\"gospaFalse\":\(Self.decimal(gospaFalse, 6)),"
      + "\"all\":\(Self.json(total)),\"byKind\":{\(kinds.joined(separator: ","))}}"
  }

  private static func row(_ name: String, _ tally: Tally) -> String {
    row([
      name, "\(tally.truths)", decimal(tally.positionError, 3), decimal(tally.velocityError, 3),
      decimal(tally.missedPercent, 2), decimal(tally.falsePercent, 2), "\(tally.switches)",
      decimal(tally.rightKindPercent, 1),
    ])
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated()
      .map { place, cell in
        let padding = String(repeating: " ", count: max(0, (place == 0 ? 16 : 11) - cell.count))
        return place == 0 ? cell + padding : padding + cell
      }
      .joined()
  }

  private static func json(_ tally: Tally) -> String {
    "{\"truths\":\(tally.truths),\"matches\":\(tally.matches),\"missed\":\(tally.missed),\"false\":\(tally.falses),"
      + "\"switches\":\(tally.switches),\"positionErrorMeters\":\(decimal(tally.positionError, 6)),"
      + "\"velocityErrorMetersPerSecond\":\(decimal(tally.velocityError, 6)),"
      + "\"missedPercent\":\(decimal(tally.missedPercent, 4)),\"falsePercent\":\(decimal(tally.falsePercent, 4)),"
      + "\"rightKindPercent\":\(decimal(tally.rightKindPercent, 4))}"
  }

  /// A number with a fixed count of decimals, rounded half away from zero.
  static func decimal(_ number: Double, _ places: Int) -> String {
    guard number.isFinite, number.magnitude < 1e12 else { return "null" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((number.magnitude * scale).rounded())
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = number < 0 && scaled != 0 ? "-" : ""
    return places == 0 ? sign + padded : sign + padded.dropLast(places) + "." + padded.suffix(places)
  }
}
