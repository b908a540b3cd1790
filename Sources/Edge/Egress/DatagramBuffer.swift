import Framing
import Ingest
import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// The octets of a cycle's datagrams, one behind the other, each message in what its unit wants it to stand in.
struct DatagramBuffer: ~Copyable {
  private let octets: FixedArray<UInt8>
  private(set) var count = 0

  init(capacity: Int) { octets = FixedArray(unfilled: capacity) }

  /// What has been written.
  var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: octets.base, count: count) }

  /// Forgets what was written.
  mutating func removeAll() { count = 0 }

  /// Writes a message behind a header; nil where there is no room.
  mutating func append(_ message: UnsafeBufferPointer<UInt8>, behind header: borrowing MessageHeader) -> Range<Int>? {
    let start = count
    guard message.count <= 0xffff, let base = message.baseAddress,
      count + header.length + message.count <= octets.count
    else { return nil }
    for place in 0..<header.octets.count { put(header.octets[place]) }
    switch header.lengthOrder {
    case .highFirst:
      put(UInt8(message.count >> 8))
      put(UInt8(truncatingIfNeeded: message.count))
    case .lowFirst:
      put(UInt8(truncatingIfNeeded: message.count))
      put(UInt8(message.count >> 8))
    case nil: break
    }
    (octets.base + count).update(from: base, count: message.count)
    count += message.count
    return start..<count
  }

  private mutating func put(_ octet: UInt8) {
    octets[count] = octet
    count += 1
  }
}

/// What stands before a message in its datagram. Made once for a unit and a kind of message.
struct MessageHeader {
  /// In which order the two octets of the message's length stand.
  enum LengthOrder { case highFirst, lowFirst }

  /// The octets before the length.
  private(set) var octets: [UInt8]
  let lengthOrder: LengthOrder?

  /// How many octets it adds to a message.
  var length: Int { octets.count + (lengthOrder == nil ? 0 : 2) }

  /// The header that a downlink wants for messages of a kind. Nil where it cannot be written: a frame of DSMP without an
  /// identifier, or a framing that does not carry these messages.
  init?(_ downlink: Downlink, _ kind: MessageKind) {
    switch downlink.framing {
    case .bare: (octets, lengthOrder) = ([], nil)
    case .dsmp:
      let application = kind == .rsm ? downlink.perceptionApplication : downlink.sharingApplication
      guard let application else { return nil }
      (octets, lengthOrder) = ([DSMPFrame.type, 0] + application.octets, .highFirst)
    case .envelope:
      octets = (0..<8).map { UInt8(truncatingIfNeeded: downlink.identity >> UInt64(56 - 8 * $0)) }
      octets += [UInt8](repeating: 0, count: 8) + [1]
      lengthOrder = .lowFirst
    case .geonetworking: return nil
    }
  }

  /// Writes the time into an envelope.
  mutating func stamp(_ now: Instant) {
    guard lengthOrder == .lowFirst else { return }
    let milliseconds = UInt64(max(now.milliseconds, 0))
    for place in 0..<8 { octets[8 + place] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(8 * place)) }
  }
}
