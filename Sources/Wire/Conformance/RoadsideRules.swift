import Interpretation
import Kernel
import SchemaModel

// What roadside units say of what they see.
extension Rule {
  private static let profile = "T/CSAE 159-2020"
  static let describesItself = Rule(
    "rsm-describes-itself", "of an instant's RSMs one describes the unit: ptcId 0, type rsu", profile)
  static let participantNumbers = Rule(
    "rsm-participant-numbers", "the numbers of participants in an RSM are 1 to 255 and differ; 0 is the unit alone",
    profile)
  static let identityOfBSM = Rule(
    "rsm-bsm-identity", "a participant known from its BSM carries the BSM's id", profile)
  static let offsetRange = Rule(
    "rsm-offset-range", "participants are within a kilometre of refPos: a sensor sees no farther",
    "T/CSAE 53-2020, DF_ParticipantData", isCertain: false)

  static let roadsideRules = [describesItself, participantNumbers, identityOfBSM, offsetRange]
}

/// The RSMs of one unit, those of an instant together.
struct RoadsideUnit {
  private var instant: (mark: Int, time: Instant)?
  private var describesItself = false
  private var last: CheckedMessage?
  /// Identities that participants take from BSM, with the first message that does so.
  private var claims: [String: (message: CheckedMessage, path: String, count: Int)] = [:]

  /// Judges a message, and the instant before it where that is over.
  mutating func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let participants = message.body["participants"]?.elements ?? []
    // A measurement has its own mark; the unit's own is that of the message.
    let mark = participants.first { isUnit($0) }?["secMark"]?.number ?? message.statedMark ?? -1
    let isAnother = instant.map { $0.mark != mark || (message.time - $0.time).milliseconds > 50 } ?? false
    if isAnother, !(last?.isFull ?? false) { close(&outcomes) }
    instant = (mark, instant?.time ?? message.time)
    describesItself = describesItself || participants.contains { isUnit($0) && name($0["ptcType"]) == "rsu" }
    last = message
    KnownPlace.judge(message.body["refPos"], at: "refPos", message, &outcomes)
    judgeNumbers(participants, message, &outcomes)
    for (place, participant) in participants.enumerated() {
      judge(participant, at: "participants.[\(place)]", message, &outcomes)
    }
  }

  /// Judges the last instant.
  mutating func close(_ outcomes: inout Outcomes) {
    if let last {
      outcomes.check(.describesItself, describesItself, last, "no participant 0 of type rsu\(last.senderText)")
    }
    (instant, describesItself, last) = (nil, false, nil)
  }

  private func isUnit(_ participant: SchemaValue) -> Bool { participant["ptcId"]?.number == 0 }

  private func name(_ value: SchemaValue?) -> String { if case .enumerated(let name) = value { name } else { "" } }

  private func judgeNumbers(
    _ participants: [SchemaValue], _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    var seen: Set<Int> = []
    var fault: (place: Int, text: String)?
    for (place, participant) in participants.enumerated() {
      guard let number = participant["ptcId"]?.number else { continue }
      let isRSU = name(participant["ptcType"]) == "rsu"
      if !seen.insert(number).inserted { fault = fault ?? (place, "ptcId \(number) twice") }
      if number > 255 { fault = fault ?? (place, "ptcId \(number)") }
      if number == 0, !isRSU { fault = fault ?? (place, "ptcId 0 for a \(name(participant["ptcType"]))") }
    }
    outcomes.check(
      .participantNumbers, fault == nil, message, at: "participants.[\(fault?.place ?? 0)].ptcId", fault?.text ?? "")
  }

  private mutating func judge(
    _ participant: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    if name(participant["source"]) == "v2x", !isUnit(participant) {
      claim(participant, at: path, message, &outcomes)
    }
    if let distance = Distance.meters(of: participant["pos"], from: message.body["refPos"]) {
      outcomes.check(.offsetRange, distance <= 1000, message, at: path + ".pos", "\(Int(distance)) m from refPos")
    }
    guard !isUnit(participant) else { return }
    let faults = [
      BasicSafety.speed(participant["speed"]), BasicSafety.size(participant["size"]),
      KnownPlace.fault(participant["pos"]),
    ].compactMap { $0 }
    outcomes.check(.valueRanges, faults.isEmpty, message, at: path, faults.joined(separator: ", "))
  }

  private mutating func claim(
    _ participant: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard case .octets(let id) = participant["id"] else {
      return outcomes.check(.identityOfBSM, false, message, at: path, "source v2x and no id")
    }
    claims[id.hex, default: (message, path + ".id", 0)].count += 1
  }

  /// Judges the identities, once all vehicles of the capture are known.
  func judgeIdentities(vehicles: Set<String>, _ outcomes: inout Outcomes) {
    for id in claims.keys.sorted() {
      guard let claim = claims[id] else { continue }
      guard !vehicles.isEmpty else {
        outcomes.leaveOpen(.identityOfBSM)
        continue
      }
      outcomes.check(
        .identityOfBSM, vehicles.contains(id), claim.message, at: claim.path,
        "no BSM has the id \(id), which \(claim.count) participants have")
    }
  }
}

/// Lengths between places of messages.
enum Distance {
  /// Metres per 1e-7 degrees of latitude.
  private static let metersPerStep = 0.011_132

  /// From a reference to an offset from it, or to the place that an offset of the seventh kind is; nil where one is
  /// missing or unavailable.
  static func meters(of offset: SchemaValue?, from reference: SchemaValue?) -> Double? {
    guard let place = position(of: offset, from: reference), let latitude = reference?["lat"]?.number,
      let longitude = reference?["long"]?.number
    else { return nil }
    let north = Double(place.latitude - latitude) * metersPerStep
    let east = Double(place.longitude - longitude) * metersPerStep * scale(latitude)
    return (north * north + east * east).squareRoot()
  }

  /// From one place to another, both in 1e-7 degrees, in metres.
  static func meters(
    from: (latitude: Int, longitude: Int), to: (latitude: Int, longitude: Int)
  ) -> (north: Double, east: Double) {
    (
      Double(to.latitude - from.latitude) * metersPerStep,
      Double(to.longitude - from.longitude) * metersPerStep * scale(from.latitude)
    )
  }

  /// Metres east of a degree of longitude in those of one of latitude.
  static func scale(_ latitude: Int) -> Double { Trigonometry.cos(Double(latitude) * 1e-7 * Double.pi / 180) }

  /// The place that an offset says, in 1e-7 degrees.
  static func position(
    of offset: SchemaValue?, from reference: SchemaValue?
  ) -> (latitude: Int, longitude: Int)? {
    guard case .choice(let kind) = offset?["offsetLL"], let latitude = kind.value["lat"]?.number,
      let longitude = kind.value["lon"]?.number
    else { return nil }
    if kind.name == "position-LatLon" { return latitude > 900_000_000 ? nil : (latitude, longitude) }
    guard let fromLatitude = reference?["lat"]?.number, let fromLongitude = reference?["long"]?.number,
      fromLatitude <= 900_000_000
    else { return nil }
    return (fromLatitude + latitude, fromLongitude + longitude)
  }
}
