import Framing
import Interpretation
import Kernel
import PackedEncoding
import SchemaModel

/// All that is kept of one source of a capture while it is graded.
struct SourceGrade {
  let address: NetworkAddress
  var outcomes = Outcomes()
  private(set) var datagrams = 0
  private(set) var signed = 0
  private(set) var streams: [Stream.Key: Stream] = [:]
  private(set) var framings: [Encapsulation.Kind: (count: Int, first: CheckedMessage)] = [:]
  private(set) var finder: DialectFinder
  private var decisive: [MessageDialect: CheckedMessage] = [:]
  private var recent = RecentMessages()
  private var units: [String: RoadsideUnit] = [:]
  private var signals = SignalBoard()
  private var motions: [String: VehicleMotion] = [:]
  /// What was refused, by the port that it was sent to.
  private var refused: [UInt16: Outcome] = [:]

  init(_ address: NetworkAddress, dialects: [MessageDialect]) {
    self.address = address
    finder = DialectFinder(among: dialects)
  }

  /// Interprets a datagram and judges what it is by itself and by what came before. The messages that were read are
  /// handed back, and whether there are signed ones.
  mutating func take(
    _ octets: [UInt8], framing: Encapsulation.Kind?, packet: Int, time: Instant, port: UInt16
  ) -> (messages: [CheckedMessage], isSigned: Bool) {
    datagrams += 1
    let (before, signedBefore) = (finder.decisive, signed)
    let found = finder.interpret(octets, framing: framing)
    var messages: [CheckedMessage] = []
    for (range, result) in zip(found.encapsulation.messages, found.messages) {
      switch result {
      case .success(let reading):
        let message = CheckedMessage(
          reading, at: range, of: octets, found.encapsulation, packet: packet, time: time, source: address)
        messages.append(message)
        judge(message)
      case .failure(let rejection): refuse(rejection, octets, range, packet, time, port)
      }
    }
    let isSigned = signed > signedBefore
    guard let first = messages.first else { return (messages, isSigned) }
    framings[found.encapsulation.kind, default: (0, first)].count += 1
    if finder.decisive != before, decisive[first.reading.dialect] == nil { decisive[first.reading.dialect] = first }
    return (messages, isSigned)
  }

  private mutating func refuse(
    _ rejection: Interpretation.Rejection, _ datagram: [UInt8], _ range: Range<Int>, _ packet: Int, _ time: Instant,
    _ port: UInt16
  ) {
    if case .secured = rejection.reason {
      signed += 1
      return outcomes.leaveOpen(.unknownMessages)
    }
    refused[port, default: Outcome(.rejectedMessages)].fail {
      var (field, bit, text) = ("", 0, "")
      switch rejection.reason {
      case .undecodable(let error, let dialect):
        (field, bit, text) = (error.field, error.bit, "\(error) (\(dialect.name))")
      case .framing(let error, let kind): (bit, text) = (error.offset * 8, "not in the framing \(kind.name): \(error)")
      case .empty: text = "no octets"
      case .secured: break
      }
      let cause = LikelyCause.sentences(for: rejection, in: datagram).first.map { "; likely: \($0)" } ?? ""
      return Outcome.Example(
        time: time, packet: packet, octet: range.lowerBound + bit / 8, field: field, text: text + cause)
    }
  }

  private mutating func judge(_ message: CheckedMessage) {
    Reception.judge(message, &recent, &outcomes)
    let key = message.streamKey
    streams[key, default: Stream(message)].take(message, &outcomes)
    if message.summary.kind == "BSM" {
      BasicSafety.judgeValues(message, &outcomes)
      motions[key.sender, default: VehicleMotion()].judge(message, &outcomes)
    }
    guard message.isChinese else { return }
    switch message.summary.kind {
    case "BSM": BasicSafety.judge(message, &outcomes)
    case "RSM": units[message.summary.sender, default: RoadsideUnit()].judge(message, &outcomes)
    case "MAP":
      RoadMap.judge(message, &outcomes)
      RoadMap.judgeLimits(message, &outcomes)
    case "SPAT": signals.judge(message, &outcomes)
    case "RSI":
      Announcement.judge(message, &outcomes)
      Announcement.judgeValidity(message, &outcomes)
    default: break
    }
  }

  /// Judges what only the whole tells. What was refused on a port of other traffic does not count.
  mutating func close(vehicles: Set<String>, otherPorts: Set<UInt16>) {
    for port in refused.keys.sorted() where !otherPorts.contains(port) {
      if let outcome = refused[port] { outcomes[.rejectedMessages].merge(outcome) }
    }
    for id in units.keys.sorted() {
      units[id]?.close(&outcomes)
      units[id]?.judgeIdentities(vehicles: vehicles, &outcomes)
    }
    for key in streams.keys.sorted() { streams[key]?.judge(&outcomes) }
    judgeFraming()
    judgeDialect()
  }

  private mutating func judgeFraming() {
    let kinds = Encapsulation.Kind.allCases.compactMap { kind in framings[kind].map { (kind, $0) } }
    guard let main = kinds.max(by: { $0.1.count < $1.1.count }) else { return }
    outcomes[.framing].pass()
    for (kind, seen) in kinds where kind != main.0 {
      outcomes.check(
        .framing, false, seen.first, "\(seen.count) datagrams in \(kind.name), \(main.1.count) in \(main.0.name)")
    }
  }

  private mutating func judgeDialect() {
    let alone = MessageDialect.allCases.filter { finder.decisive[Int($0.rawValue)] > 0 }
    guard let main = alone.max(by: { finder.decisive[Int($0.rawValue)] < finder.decisive[Int($1.rawValue)] }) else {
      if !streams.isEmpty { outcomes[.dialect].pass() }
      return
    }
    outcomes[.dialect].pass()
    for other in alone where other != main {
      guard let message = decisive[other] else { continue }
      outcomes.check(.dialect, false, message, "fits \(other.name) alone, others fit \(main.name) alone")
    }
  }
}
