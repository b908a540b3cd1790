import Kernel
import TierModel

// The octets of a frame, version 1. Integers are little-endian.
//   octet    version, 1
//   octet    kind: 1 messages, 2 acknowledgement
//   name     octet count, 1...64, then UTF-8
//   u64      epoch
// Messages: 3 x u64 floors, 3 x u64 thinned (events, summaries, digests), u32 count, then of each message
//   octet    priority; u64 sequence; i64 time in nanoseconds; u32 octets; payload
// Acknowledgement: three times
//   u64      through; octet number of ranges; of each range u64 first, u64 last

extension DeliveryFrame {
  static let version: UInt8 = 1
  /// The most octets that a frame may have.
  public static let greatestSize = 1 << 20
  /// The most octets that a name may have.
  public static let greatestName = 64

  /// The octets of the frame.
  public var octets: [UInt8] {
    var writer = FrameWriter()
    switch self {
    case .messages(let frame): writer.write(frame)
    case .acknowledgement(let frame): writer.write(frame)
    }
    return writer.octets
  }

  /// What a message of some octets takes in a frame.
  static func size(ofPayload octets: Int) -> Int { 21 + octets }

  /// What a frame of a sender takes without its messages.
  static func emptySize(sender: String) -> Int { 2 + 1 + sender.utf8.count + 8 + 48 + 4 }
}

private struct FrameWriter {
  var octets: [UInt8] = []

  mutating func write(_ frame: MessageFrame) {
    let payloads = frame.messages.reduce(0) { $0 + DeliveryFrame.size(ofPayload: $1.payload.count) }
    octets.reserveCapacity(DeliveryFrame.emptySize(sender: frame.sender) + payloads)
    begin(kind: 1, sender: frame.sender, epoch: frame.epoch)
    for priority in DeliveryPriority.allCases { integer(frame.floors[priority]) }
    for priority in DeliveryPriority.allCases { integer(frame.thinned[priority]) }
    integer(UInt32(truncatingIfNeeded: frame.messages.count))
    for message in frame.messages {
      octets.append(message.number.priority.rawValue)
      integer(message.number.sequence)
      integer(message.time.nanoseconds)
      integer(UInt32(truncatingIfNeeded: message.payload.count))
      octets.append(contentsOf: message.payload)
    }
  }

  mutating func write(_ frame: AcknowledgementFrame) {
    begin(kind: 2, sender: frame.sender, epoch: frame.epoch)
    for priority in DeliveryPriority.allCases {
      let marks = frame.lanes[priority]
      integer(marks.through)
      octets.append(UInt8(truncatingIfNeeded: marks.beyond.count))
      for range in marks.beyond {
        integer(range.lowerBound)
        integer(range.upperBound)
      }
    }
  }

  private mutating func begin(kind: UInt8, sender: String, epoch: UInt64) {
    let name = Array(sender.utf8.prefix(DeliveryFrame.greatestName))
    octets.append(contentsOf: [DeliveryFrame.version, kind, UInt8(truncatingIfNeeded: name.count)])
    octets.append(contentsOf: name)
    integer(epoch)
  }

  private mutating func integer(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { octets.append(contentsOf: $0) }
  }
}
