/// Reads TraCI's types from the octets of a message; throws where they end too early.
struct TraCIReader {
  private let bytes: [UInt8]
  /// Where the next value begins.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was read.
  var isAtEnd: Bool { offset >= bytes.count }

  mutating func octet() throws(TraCIError) -> UInt8 { UInt8(truncatingIfNeeded: try word(octets: 1)) }

  mutating func integer() throws(TraCIError) -> Int32 {
    Int32(bitPattern: UInt32(truncatingIfNeeded: try word(octets: 4)))
  }

  mutating func double() throws(TraCIError) -> Double { Double(bitPattern: try word(octets: 8)) }

  mutating func string() throws(TraCIError) -> String {
    let count = Int(try integer())
    return String(decoding: try octets(count), as: UTF8.self)
  }

  mutating func octets(_ count: Int) throws(TraCIError) -> [UInt8] {
    guard count >= 0, count <= bytes.count - offset else { throw .truncated(needed: count, offset: offset) }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  /// The next packet of a message.
  mutating func packet() throws(TraCIError) -> TraCIPacket {
    let short = Int(try octet())
    let content = short == 0 ? Int(try integer()) - 6 : short - 2
    return TraCIPacket(identifier: try octet(), content: try octets(content))
  }

  /// The next value with its type before it.
  mutating func value() throws(TraCIError) -> TraCIValue { try value(ofType: try octet()) }

  private mutating func value(ofType type: UInt8) throws(TraCIError) -> TraCIValue {
    switch type {
    case TraCIValue.Tag.unsignedByte, TraCIValue.Tag.signedByte: return .byte(try octet())
    case TraCIValue.Tag.integer: return .integer(try integer())
    case TraCIValue.Tag.double: return .double(try double())
    case TraCIValue.Tag.string: return .string(try string())
    case TraCIValue.Tag.strings: return .strings(try strings())
    case TraCIValue.Tag.point2D: return .point(x: try double(), y: try double())
    case TraCIValue.Tag.color: return .color(UInt32(bitPattern: try integer()))
    case TraCIValue.Tag.compound: return .compound(try compound())
    default: throw .unknownType(type)
    }
  }

  private mutating func strings() throws(TraCIError) -> [String] {
    var list: [String] = []
    for _ in 0..<max(0, try integer()) { list.append(try string()) }
    return list
  }

  private mutating func compound() throws(TraCIError) -> [TraCIValue] {
    var items: [TraCIValue] = []
    for _ in 0..<max(0, try integer()) { items.append(try value()) }
    return items
  }

  private mutating func word(octets count: Int) throws(TraCIError) -> UInt64 {
    guard count <= bytes.count - offset else { throw .truncated(needed: count, offset: offset) }
    var word: UInt64 = 0
    for index in 0..<count { word = word << 8 | UInt64(bytes[offset + index]) }
    offset += count
    return word
  }
}
