import Egress
import Glibc
import Kernel
import LinuxIO

/// What became of the datagrams for one unit, since the start.
public struct DownlinkSendingCounters: Sendable, Equatable {
  /// Datagrams that the system took.
  public internal(set) var sent: UInt64 = 0
  /// Datagrams that were not sent, by what stood in the way, in the order in which it first did.
  public internal(set) var failures: [Failure] = []

  /// One thing that stood in the way.
  public struct Failure: Sendable, Equatable {
    /// Its name in metrics and the API.
    public var name: String
    /// The newest sentence for the operator.
    public var sentence: String
    /// How often it did.
    public var count: UInt64
  }

  /// Nothing so far.
  public init() {}

  mutating func count(_ name: String, _ sentence: String) {
    if let place = failures.firstIndex(where: { $0.name == name }) {
      failures[place].count &+= 1
      failures[place].sentence = sentence
    } else {
      failures.append(Failure(name: name, sentence: sentence, count: 1))
    }
  }
}

/// Sends the messages of a cycle, each when its time has come, and keeps count. It belongs to the core's thread and never
/// waits.
struct DownlinkSending {
  /// What became of them, for each downlink.
  private(set) var counters: [DownlinkSendingCounters]
  private let egress: Egress
  private let sender: DatagramSender
  private var begun = Instant(nanoseconds: 0)
  private var next = 0
  /// Whose datagram waits in the system's queue; nil where none does.
  private var waiting: Int?

  init(_ egress: Egress, _ sender: DatagramSender) {
    self.egress = egress
    self.sender = sender
    counters = egress.downlinks.map { _ in DownlinkSendingCounters() }
    next = egress.messages.count
  }

  /// When the next message is to leave, on the monotonic clock; nil where none is left.
  var due: Instant? { next < egress.messages.count ? begun + egress.messages[next].sendOffset : nil }

  /// Begins with the messages of a cycle.
  mutating func begin(at monotonic: Instant) {
    begun = monotonic
    next = 0
  }

  /// Sends what is due.
  mutating func send(until monotonic: Instant) {
    while let due, due <= monotonic { sendNext() }
  }

  /// Sends what is left, before the next cycle takes its place.
  mutating func sendAll() {
    while next < egress.messages.count { sendNext() }
  }

  private mutating func sendNext() {
    let message = egress.messages[next]
    next += 1
    if let owner = waiting { flush(for: owner) }
    guard waiting == nil else {
      return counters[message.downlink].count("queueFull", "the system's queue for sending is full")
    }
    let octets = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(egress.octets)[message.offset..<message.offset + message.length])
    let before = sender.refused
    if sender.append(octets, to: egress.downlinks[message.downlink].destination) {
      flush(for: message.downlink)
    } else {
      note(before, message.downlink)
    }
  }

  /// Gives the one datagram in the batch to the system.
  private mutating func flush(for downlink: Int) {
    let (sent, refused) = (sender.sent, sender.refused)
    sender.flush()
    waiting = nil
    if sender.sent > sent {
      counters[downlink].sent &+= 1
    } else if sender.waiting > 0 {
      waiting = downlink
    } else {
      note(refused, downlink)
    }
  }

  /// Counts the refusal that is in the sender's list and was not before.
  private mutating func note(_ before: [(error: SocketError, count: UInt64)], _ downlink: Int) {
    for (place, refusal) in sender.refused.enumerated()
    where place >= before.count || before[place].count != refusal.count {
      counters[downlink].count(DownlinkSending.name(refusal.error.code), "\(refusal.error)")
    }
  }

  private static func name(_ code: Int32) -> String {
    switch code {
    case ENETUNREACH, EHOSTUNREACH, ENETDOWN: "noRoute"
    case EPERM, EACCES: "forbidden"
    case EMSGSIZE: "tooLong"
    case EAFNOSUPPORT, EADDRNOTAVAIL: "otherProtocol"
    case ECONNREFUSED: "refused"
    case ENOBUFS, ENOMEM: "noMemory"
    default: "error\(code)"
    }
  }
}
