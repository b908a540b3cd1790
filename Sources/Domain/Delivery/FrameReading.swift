import Kernel
import TierModel

extension DeliveryFrame {
  /// Whether octets look like an acknowledgement, without reading them.
  public static func isAcknowledgement(_ octets: [UInt8]) -> Bool { octets.count > 1 && octets[1] == 2 }

  /// Reads a frame. Whatever the octets are, it takes no more memory than a small multiple of them.
  public init(_ octets: [UInt8]) throws(DeliveryFrameError) {
    if octets.count > Self.greatestSize { throw DeliveryFrameError(.size, offset: Self.greatestSize) }
    var reader = FrameReader(octets: octets)
    if try reader.octet() != Self.version { throw DeliveryFrameError(.version, offset: 0) }
    switch try reader.octet() {
    case 1: self = .messages(try reader.messages())
    case 2: self = .acknowledgement(try reader.acknowledgement())
    default: throw DeliveryFrameError(.kind, offset: 1)
    }
    if reader.position != octets.count { throw DeliveryFrameError(.trailing, offset: reader.position) }
  }
}

private struct FrameReader {
  let octets: [UInt8]
  var position = 0

  init(octets: [UInt8]) { self.octets = octets }

  mutating func messages() throws(DeliveryFrameError) -> MessageFrame {
    let sender = try name()
    let epoch = try number(upTo: UInt64(Int64.max))
    let floors = try Lanes { _ throws(DeliveryFrameError) in try number() }
    let thinned = try Lanes { _ throws(DeliveryFrameError) in try integer(UInt64.self) }
    let count = Int(try integer(UInt32.self))
    // The count is not believed: room is made for what the rest of the frame can hold.
    var messages: [NumberedMessage] = []
    messages.reserveCapacity(min(count, (octets.count - position) / DeliveryFrame.size(ofPayload: 0)))
    for _ in 0..<count { messages.append(try message()) }
    return MessageFrame(sender: sender, epoch: epoch, floors: floors, thinned: thinned, messages: messages)
  }

  mutating func acknowledgement() throws(DeliveryFrameError) -> AcknowledgementFrame {
    let sender = try name()
    let epoch = try number(upTo: UInt64(Int64.max))
    let lanes = try Lanes { _ throws(DeliveryFrameError) in try marks() }
    return AcknowledgementFrame(sender: sender, epoch: epoch, lanes: lanes)
  }

  private mutating func message() throws(DeliveryFrameError) -> NumberedMessage {
    let start = position
    guard let priority = DeliveryPriority(rawValue: try octet()) else {
      throw DeliveryFrameError(.priority, offset: start)
    }
    let sequence = try number()
    if sequence > MessageNumber.greatest { throw DeliveryFrameError(.number, offset: start + 1) }
    let time = Instant(nanoseconds: try integer(Int64.self))
    let size = Int(try integer(UInt32.self))
    if size > OutgoingMessage.greatestPayload { throw DeliveryFrameError(.payload, offset: position - 4) }
    let payload = Array(try take(size))
    return NumberedMessage(number: MessageNumber(priority, sequence), time: time, payload: payload)
  }

  private mutating func marks() throws(DeliveryFrameError) -> NumberMarks {
    let start = position
    let through = try integer(UInt64.self)
    let count = Int(try octet())
    var beyond: [ClosedRange<UInt64>] = []
    for _ in 0..<count {
      let first = try integer(UInt64.self)
      let last = try integer(UInt64.self)
      if first > last { throw DeliveryFrameError(.marks, offset: start) }
      beyond.append(first...last)
    }
    guard let marks = NumberMarks(through: through, beyond: beyond) else {
      throw DeliveryFrameError(.marks, offset: start)
    }
    return marks
  }

  private mutating func name() throws(DeliveryFrameError) -> String {
    let start = position
    let count = Int(try octet())
    guard (1...DeliveryFrame.greatestName).contains(count),
      let name = String(validating: try take(count), as: UTF8.self)
    else { throw DeliveryFrameError(.name, offset: start) }
    return name
  }

  /// An integer of 1 or more: an epoch, a floor or a sequence. A floor is one more than the greatest sequence at most; an
  /// epoch fits the signed integers of a database.
  private mutating func number(upTo greatest: UInt64 = MessageNumber.greatest + 1) throws(DeliveryFrameError) -> UInt64
  {
    let start = position
    let value = try integer(UInt64.self)
    guard value >= 1, value <= greatest else { throw DeliveryFrameError(.number, offset: start) }
    return value
  }

  mutating func octet() throws(DeliveryFrameError) -> UInt8 { try integer(UInt8.self) }

  private mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws(DeliveryFrameError) -> Value {
    let size = MemoryLayout<Value>.size
    var value: Value = 0
    for (index, octet) in try take(size).enumerated() { value |= Value(truncatingIfNeeded: octet) << (8 * index) }
    return value
  }

  private mutating func take(_ count: Int) throws(DeliveryFrameError) -> ArraySlice<UInt8> {
    guard count <= octets.count - position else { throw DeliveryFrameError(.truncated, offset: octets.count) }
    defer { position += count }
    return octets[position..<position + count]
  }
}
