public import Interpretation
public import Kernel

/// Grades a capture: every datagram is taken in its order, then the report is made. Deterministic: the same datagrams
/// give the same report.
public struct CaptureGrader {
  private let framing: Encapsulation.Kind?
  private let dialects: [MessageDialect]
  private var sources: [NetworkAddress: SourceGrade] = [:]
  private var network = RoadNetwork()
  private var vehicles: Set<String> = []
  /// Of each port that datagrams were sent to, how many came, and whether a message was among them.
  private var ports: [UInt16: (datagrams: Int, hasMessage: Bool)] = [:]
  private var datagrams = 0
  private var messages = 0
  private var first: Instant?
  private var last: Instant?

  /// Makes a grader. What messages stand in and which dialect they are of is found out where it is not given.
  public init(framing: Encapsulation.Kind? = nil, dialect: MessageDialect? = nil) {
    self.framing = framing
    dialects = dialect.map { [$0] } ?? MessageDialect.allCases
  }

  /// Takes a datagram: its payload, its number in the capture, when it was captured, where it came from, and to which
  /// port it was sent; 0 for none.
  public mutating func take(
    _ octets: [UInt8], packet: Int, time: Instant, source: NetworkAddress, port: UInt16 = 0
  ) {
    datagrams += 1
    first = min(first ?? time, time)
    last = max(last ?? time, time)
    let taken = sources[source, default: SourceGrade(source, dialects: dialects)]
      .take(octets, framing: framing, packet: packet, time: time, port: port)
    messages += taken.messages.count
    ports[port, default: (0, false)].datagrams += 1
    if !taken.messages.isEmpty || taken.isSigned { ports[port]?.hasMessage = true }
    for message in taken.messages where message.isChinese {
      switch message.summary.kind {
      case "BSM": vehicles.insert(message.summary.sender)
      case "MAP": network.take(map: message)
      case "SPAT": network.take(spat: message)
      default: break
      }
    }
  }

  /// The report of what was taken.
  public func report() -> CaptureReport {
    var sources = sources
    let others = otherTraffic
    for address in sources.keys.sorted() {
      sources[address]?.close(vehicles: vehicles, otherPorts: Set(others.map(\.port)))
    }
    network.judge { message, judge in
      guard var outcomes = sources[message.source]?.outcomes else { return }
      judge(&outcomes)
      sources[message.source]?.outcomes = outcomes
    }
    let reports = sources.keys.sorted().compactMap { sources[$0].map { SourceReport($0) } }
    return CaptureReport(
      datagrams: datagrams, messages: messages, otherTraffic: others, first: first, last: last, sources: reports)
  }

  /// The ports to which no message came, where messages came to others.
  private var otherTraffic: [CaptureReport.OtherTraffic] {
    guard ports.values.contains(where: { $0.hasMessage }) else { return [] }
    return ports.keys.sorted().compactMap { port in
      guard let seen = ports[port], !seen.hasMessage else { return nil }
      return CaptureReport.OtherTraffic(port: port, datagrams: seen.datagrams)
    }
  }
}
