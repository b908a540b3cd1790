import Interpretation
public import Kernel

/// The grades of a capture.
public struct CaptureReport: Sendable {
  /// How many datagrams there are.
  public let datagrams: Int
  /// How many messages of them were read.
  public let messages: Int
  /// Ports to which nothing came that is a message, while messages came to others: what came there looks like other
  /// traffic and is not judged.
  public let otherTraffic: [OtherTraffic]
  /// When the first was captured; nil where there are none.
  public let first: Instant?
  /// When the last was captured.
  public let last: Instant?
  /// Each source by its address, in the order of addresses.
  public let sources: [SourceReport]
  /// The outcome of each rule over all sources, in the order of ``Rule/all``.
  public let outcomes: [Outcome]

  /// Datagrams of a port none of which is a message.
  public struct OtherTraffic: Equatable, Sendable {
    /// The port that they were sent to; 0 for what has none.
    public var port: UInt16
    public var datagrams: Int
  }

  init(
    datagrams: Int, messages: Int, otherTraffic: [OtherTraffic], first: Instant?, last: Instant?,
    sources: [SourceReport]
  ) {
    self.datagrams = datagrams
    self.messages = messages
    self.otherTraffic = otherTraffic
    self.first = first
    self.last = last
    self.sources = sources
    outcomes = Rule.all.enumerated().map { place, rule in
      var whole = Outcome(rule)
      for source in sources { whole.merge(source.outcomes[place]) }
      return whole
    }
  }

  /// The verdict on a rule: it fails where it fails for one source.
  public func verdict(_ rule: Rule) -> Outcome.Verdict {
    guard let place = Rule.all.firstIndex(of: rule) else { return .notApplicable }
    let fault = sources.map { $0.outcomes[place].verdict }.first { $0 == .fail || $0 == .likelyFault }
    if let fault { return fault }
    let whole = outcomes[place]
    return whole.failed > 0 ? .pass : whole.verdict
  }

  /// The rules of a verdict, those that fail most often first.
  public func outcomes(of verdict: Outcome.Verdict) -> [Outcome] {
    let all = outcomes.filter { self.verdict($0.rule) == verdict }
    guard verdict == .fail || verdict == .likelyFault else { return all }
    return all.enumerated().sorted { ($0.element.share, -$0.offset) > ($1.element.share, -$1.offset) }.map(\.element)
  }

  /// Whether something was read and no rule fails.
  public var isGood: Bool { messages > 0 && outcomes.allSatisfy { verdict($0.rule) != .fail } }

  /// Why nothing was judged at all, as a sentence without a point; nil where messages were read.
  public var emptiness: String? {
    guard messages == 0 else { return nil }
    let signed = sources.reduce(0) { $0 + $1.signed }
    guard datagrams > 0 else { return "nothing could be judged: there is not one datagram" }
    let secured = signed > 0 ? ", \(signed) \(signed == 1 ? "is" : "are") signed" : ""
    return "nothing could be judged: \(counted(datagrams, "datagram")), and no message could be read\(secured)"
  }
}

/// A number with its noun.
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

extension Outcome {
  /// Whether the rule is broken, sure or not.
  var isFaulty: Bool { verdict == .fail || verdict == .likelyFault }

  /// The part of what was checked that failed, 0...1.
  var share: Double { checked == 0 ? 0 : Double(failed) / Double(checked) }
}

/// The grades of one source of a capture.
public struct SourceReport: Sendable {
  /// What one source sent of a kind.
  public struct Kind: Sendable {
    /// The kind, such as BSM.
    public let name: String
    /// How many messages.
    public let messages: Int
    /// From how many senders.
    public let senders: Int
    /// The middle of the intervals of its senders in milliseconds; nil where there are too few.
    public let median: Int?
  }

  /// The address.
  public let address: NetworkAddress
  /// How many datagrams came from it.
  public let datagrams: Int
  /// How many messages of them are signed.
  public let signed: Int
  /// What it sent, in the order of names.
  public let kinds: [Kind]
  /// The framings of its datagrams by name.
  public let framings: [String]
  /// The dialects that fit all its messages by name, the likeliest first.
  public let dialects: [String]
  /// The smallest age of a message when it was captured, in milliseconds: the error of the clocks and the shortest way.
  public let smallestAge: Int?
  /// The outcomes in the order of ``Rule/all``.
  public let outcomes: [Outcome]

  init(_ source: SourceGrade) {
    address = source.address
    datagrams = source.datagrams
    signed = source.signed
    framings = source.framings.keys.sorted { $0.rawValue < $1.rawValue }.map(\.name)
    dialects = source.streams.isEmpty ? [] : source.finder.candidates.map(\.name)
    smallestAge = source.streams.keys.sorted().compactMap { source.streams[$0]?.clock.smallest }.min()
    outcomes = source.outcomes.inOrder
    var kinds: [String: [Stream]] = [:]
    for key in source.streams.keys.sorted() { kinds[key.kind, default: []] += source.streams[key].map { [$0] } ?? [] }
    self.kinds = kinds.keys.sorted().map { name in
      let streams = kinds[name] ?? []
      let medians = streams.compactMap(\.median).sorted()
      return Kind(
        name: name, messages: streams.reduce(0) { $0 + $1.count }, senders: streams.count,
        median: medians.isEmpty ? nil : medians[medians.count / 2])
    }
  }
}
