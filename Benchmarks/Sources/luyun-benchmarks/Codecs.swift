import MessagesCSAE
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

/// The project's own codec.
final class SwiftCodec: Codec {
  let name = "Swift"
  private let decoder = MessageDecoder()
  private let encoder = MessageEncoder()
  private var octets = PaddedOctets([])

  func take(_ message: SampleMessage) -> Bool {
    octets = PaddedOctets(message.octets)
    guard let frame = decoder.decode(octets.base, count: octets.count, as: .ydt3709_2020) else { return false }
    guard let encoded = encoder.encode(frame, as: .ydt3709_2020) else { return false }
    return Array(encoded) == message.octets
  }

  func run(_ direction: Direction, times: Int) {
    direction == .decoding ? decode(times) : encode(times)
  }

  private func decode(_ times: Int) {
    let (base, count) = (octets.base, octets.count)
    var good = 0
    for _ in 0..<times { good &+= decoder.decode(base, count: count, as: .ydt3709_2020) == nil ? 0 : 1 }
    precondition(good == times, "a message is refused")
  }

  private func encode(_ times: Int) {
    guard let frame = decoder.decode(octets.base, count: octets.count, as: .ydt3709_2020) else { return }
    var good = 0
    for _ in 0..<times { good &+= encoder.encode(frame, as: .ydt3709_2020) == nil ? 0 : 1 }
    precondition(good == times, "a message is refused")
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
  static func reference() -> PeerCodec {
    PeerCodec(
      "C", decode: referenceDecode, encode: referenceEncode, result: referenceOctets)
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
