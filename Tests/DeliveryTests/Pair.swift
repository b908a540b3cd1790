import Delivery
import Kernel
import TierModel

/// A sender and a receiver whose disks never fail, and a link that does what a test says.
struct Pair {
  var sender: DeliveryNode
  var receiver = DeliveryNode(name: "region", state: DeliveryState(epoch: 5))
  var stored: [MessageNumber: NumberedMessage] = [:]
  /// What the receiver took, in order.
  var taken: [NumberedMessage] = []
  var now = Instant(milliseconds: 0)

  init(limits: OutboxLimits = OutboxLimits()) {
    sender = DeliveryNode(name: "edge", state: DeliveryState(epoch: 1), limits: limits)
  }

  /// Appends messages and makes them durable.
  mutating func append(_ priority: DeliveryPriority, _ count: Int, octets: Int = 8) throws {
    for _ in 0..<count {
      _ = try sender.append(OutgoingMessage(priority, time: now, payload: [UInt8](repeating: 0, count: octets)))
    }
    commitSender()
  }

  mutating func commitSender() {
    guard let change = sender.seal(at: now) else { return }
    for message in change.appended { stored[message.number] = message }
    sender.committed(at: now)
  }

  /// The frames that the sender has for now.
  mutating func frames() -> [[UInt8]] {
    var frames: [[UInt8]] = []
    while let transmission = sender.nextTransmission(at: now, jitter: 0) {
      frames.append(sender.frame(of: transmission.numbers.compactMap { stored[$0] }))
    }
    return frames
  }

  /// Brings a frame to the receiver, and gives its acknowledgements.
  mutating func bring(_ frame: [UInt8]) -> [[UInt8]] {
    taken += receiver.receive(frame, at: now).map(\.message)
    _ = receiver.seal(at: now)
    receiver.committed(at: now)
    return receiver.acknowledgements().map(\.octets)
  }

  /// Lets everything that is sent now arrive, and its acknowledgement too.
  mutating func exchange() {
    for frame in frames() {
      for acknowledgement in bring(frame) { _ = sender.receive(acknowledgement, at: now) }
    }
  }

  mutating func wait(_ milliseconds: Int64) { now = now + .milliseconds(milliseconds) }
}
