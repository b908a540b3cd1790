import Framing
import Interpretation
import Kernel
import PackedEncoding
import SchemaModel

// Whether what comes can be read at all, and as what.
extension Rule {
  static let rejectedMessages = Rule(
    "rejected-messages", "every message decodes", "X.691; T/CSAE 53-2020, YD/T 3709-2020, SAE J2735, ETSI", scope: .all)
  static let dialect = Rule(
    "dialect", "all messages of a source fit one dialect, whichever it is", "FIELDS of both Day I documents",
    scope: .all)
  static let framing = Rule("framing", "all datagrams of a source have the same framing", "YD/T 3707-2020", scope: .all)
  static let trailingOctets = Rule("trailing-octets", "no octets follow a message or frame", "X.691 11.1", scope: .all)
  static let unknownMessages = Rule(
    "unknown-messages", "every message is one that is known, with nothing in it from a newer release",
    "X.691 clause 19",
    scope: .all)
  static let namedByAID = Rule(
    "aid-names-message", "the application identifier of a frame is that of its message", "YD/T 3707-2020, AID table")
  static let duplicates = Rule(
    "duplicates", "no message that carries a time comes twice from one source within two seconds",
    "likely: a forwarder that sends twice", scope: .all)

  static let receptionRules = [
    rejectedMessages, dialect, framing, trailingOctets, unknownMessages, namedByAID, duplicates,
  ]
}

/// Messages of one source seen lately, to know one that comes twice.
struct RecentMessages {
  private static let span = Interval.seconds(2)
  private var recent: [(digest: UInt64, time: Instant)] = []
  private var first = 0

  /// Whether these octets were seen within the span; they now were.
  mutating func wasSeen(_ octets: [UInt8], at time: Instant) -> Bool {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for octet in octets { digest = (digest ^ UInt64(octet)) &* 0x100_0000_01b3 }
    while first < recent.count, time - recent[first].time > RecentMessages.span { first += 1 }
    if first > 4096 {
      recent.removeFirst(first)
      first = 0
    }
    defer { recent.append((digest, time)) }
    return recent[first...].contains { $0.digest == digest }
  }
}

enum Reception {
  /// The kinds that a frame of Day I's application identifiers may carry (YD/T 3707-2020).
  private static let kinds: [UInt32: String] = [
    111: "BSM", 112: "BSM", 113: "BSM", 114: "BSM", 3618: "MAP", 3619: "SPAT", 3620: "RSI", 3621: "RSI", 3622: "RSI",
    3623: "RSM",
  ]

  /// What a message that was read says about the way it came.
  static func judge(_ message: CheckedMessage, _ recent: inout RecentMessages, _ outcomes: inout Outcomes) {
    outcomes[.rejectedMessages].pass()
    let (reading, kind) = (message.reading, message.summary.kind)
    let trailing = reading.trailing + message.encapsulation.trailing
    outcomes.check(.trailingOctets, trailing == 0, message, "\(trailing) octets follow the \(kind)")
    outcomes.check(.unknownMessages, reading.notices.isEmpty, message, reading.notices.first ?? "")
    if case .dsmp(let application, _) = message.encapsulation.header, let expected = kinds[application.rawValue] {
      outcomes.check(.namedByAID, expected == kind, message, "AID \(application.rawValue) for a message \(kind)")
    }
    // MAP and RSI say the same again and again.
    guard message.statedMark != nil else { return }
    let isAgain = recent.wasSeen(Array(message.datagram[message.range]), at: message.time)
    outcomes.check(.duplicates, !isAgain, message, "the same \(kind)\(message.senderText) again")
  }
}
