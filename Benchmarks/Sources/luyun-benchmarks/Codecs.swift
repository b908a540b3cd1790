import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import Peers

/// What to do with a message.
enum Direction: String, CaseIterable {
  case decoding, encoding
}

/// A codec under measurement. It decodes or encodes the message that was given last.
protocol Codec: AnyObject {
  var name: String { get }
  /// Takes a message, decodes and encodes it once; false where it cannot or the octets come out otherwise.
  func take(_ message: SampleMessage) -> Bool
  /// Does it so many times.
  func run(_ direction: Direction, times: Int)
}

/// Octets with the room behind them that readers of whole words want.
final class PaddedOctets {
  let base: UnsafeMutablePointer<UInt8>
  let count: Int

  init(_ octets: [UInt8]) {
    count = octets.count
    base = .allocate(capacity: count + 64)
    base.initialize(repeating: 0, count: count + 64)
    for (index, octet) in octets.enumerated() { base[index] = octet }
  }

  deinit { base.deallocate() }
}

/// A decoder and an encoder of one family of messages, which do the same several times; nil where it fails once.
protocol MessageCoder {
  associatedtype Message
  func decode(_ octets: UnsafePointer<UInt8>, count: Int, times: Int) -> UnsafePointer<Message>?
  func encode(_ message: UnsafePointer<Message>, times: Int) -> UnsafeBufferPointer<UInt8>?
}

/// The last of several results, nil where one is. It stands in each coder, so that nothing generic is in the loop.
@inline(__always)
private func last<Result>(of times: Int, _ body: () -> Result?) -> Result? {
  var result: Result?
  for _ in 0..<times {
    result = body()
    if result == nil { return nil }
  }
  return result
}

/// Those of T/CSAE.
struct CSAECoder: MessageCoder {
  private let decoder = MessageDecoder()
  private let encoder = MessageEncoder()

  func decode(_ octets: UnsafePointer<UInt8>, count: Int, times: Int) -> UnsafePointer<MessageFrame>? {
    last(of: times) { decoder.decode(octets, count: count, as: .ydt3709_2020) }
  }

  func encode(_ message: UnsafePointer<MessageFrame>, times: Int) -> UnsafeBufferPointer<UInt8>? {
    last(of: times) { encoder.encode(message, as: .ydt3709_2020) }
  }
}

/// Those of SAE.
struct SAECoder: MessageCoder {
  private let decoder = SAEMessageDecoder()
  private let encoder = SAEMessageEncoder()

  func decode(_ octets: UnsafePointer<UInt8>, count: Int, times: Int) -> UnsafePointer<SAEMessageFrame>? {
    last(of: times) { decoder.decode(octets, count: count) }
  }

  func encode(_ message: UnsafePointer<SAEMessageFrame>, times: Int) -> UnsafeBufferPointer<UInt8>? {
    last(of: times) { encoder.encode(message) }
  }
}

/// Those of ETSI.
struct ETSICoder: MessageCoder {
  private let decoder = ETSIMessageDecoder()
  private let encoder = ETSIMessageEncoder()

  func decode(_ octets: UnsafePointer<UInt8>, count: Int, times: Int) -> UnsafePointer<ETSIMessage>? {
    last(of: times) { decoder.decode(octets, count: count) }
  }

  func encode(_ message: UnsafePointer<ETSIMessage>, times: Int) -> UnsafeBufferPointer<UInt8>? {
    last(of: times) { encoder.encode(message) }
  }
}

/// The project's own codec of a family.
final class SwiftCodec<Coder: MessageCoder>: Codec {
  let name = "Swift"
  private let coder: Coder
  private var octets = PaddedOctets([])

  init(_ coder: Coder) { self.coder = coder }

  func take(_ message: SampleMessage) -> Bool {
    octets = PaddedOctets(message.octets)
    guard let frame = coder.decode(octets.base, count: octets.count, times: 1) else { return false }
    guard let encoded = coder.encode(frame, times: 1) else { return false }
    return Array(encoded) == message.octets
  }

  func run(_ direction: Direction, times: Int) {
    switch direction {
    case .decoding:
      precondition(coder.decode(octets.base, count: octets.count, times: times) != nil, "a message is refused")
    case .encoding:
      guard let frame = coder.decode(octets.base, count: octets.count, times: 1) else { return }
      precondition(coder.encode(frame, times: times) != nil, "a message is refused")
    }
  }
}

/// A codec in C, by its functions.
final class PeerCodec: Codec {
  let name: String
  private let decode: (UnsafePointer<UInt8>, Int, Int) -> Int
  private let encode: (Int) -> Int
  private let result: () -> UnsafePointer<UInt8>?
  private var octets = PaddedOctets([])

  init(
    _ name: String, decode: @escaping (UnsafePointer<UInt8>, Int, Int) -> Int, encode: @escaping (Int) -> Int,
    result: @escaping () -> UnsafePointer<UInt8>?
  ) {
    self.name = name
    self.decode = decode
    self.encode = encode
    self.result = result
  }

  func take(_ message: SampleMessage) -> Bool {
    octets = PaddedOctets(message.octets)
    guard decode(octets.base, octets.count, 1) == 1 else { return false }
    let count = encode(1)
    guard count == message.octets.count, let base = result() else { return false }
    return Array(UnsafeBufferPointer(start: base, count: count)) == message.octets
  }

  func run(_ direction: Direction, times: Int) {
    switch direction {
    case .decoding: precondition(decode(octets.base, octets.count, times) == times, "\(name) refuses a message")
    case .encoding: precondition(encode(times) > 0, "\(name) refuses a message")
    }
  }

  /// The C of our own schema compiler.
  init(reference functions: PeerFunctions) {
    name = "C"
    decode = functions.decode
    encode = functions.encode
    result = { functions.octets }
  }

  /// The two of other makers, where they were built in.
  static var others: [PeerCodec] {
    var codecs: [PeerCodec] = []
    if asn1toolsIsThere() {
      codecs.append(
        PeerCodec("asn1tools", decode: asn1toolsDecode, encode: asn1toolsEncode, result: asn1toolsOctets))
    }
    if asn1cIsThere() {
      codecs.append(PeerCodec("asn1c", decode: asn1cDecode, encode: asn1cEncode, result: asn1cOctets))
    }
    return codecs
  }
}
