public import PackedEncoding

/// The careful decoder: walks a schema, checks every read, and names the field and the bit of what is wrong.
///
/// It knows no Swift types of messages and shares no code with the generated decoders, which makes it their oracle.
public struct SchemaDecoder {
  /// What came out of a whole message.
  public struct Result {
    /// The value.
    public var value: SchemaValue
    /// How many bits it took.
    public var bits: Int
    /// What was there beyond this schema, each as the way to it.
    public var notices: [String]
  }

  let schema: Schema
  var path: [String] = []
  var notices: [String] = []
  /// The way to a field whose place is asked for, and that place once it was met.
  var wanted: String?
  var place: Int?

  /// Makes a decoder of a schema.
  public init(schema: Schema) { self.schema = schema }

  /// Decodes one value of a type (UPER, X.691 unaligned) from the start of `octets`.
  ///
  /// Throws ``MessageDecodingError``. Octets beyond the value are left alone; ``Result/bits`` tells where it ended.
  public static func decode(_ octets: [UInt8], as type: Int, of schema: Schema) throws(MessageDecodingError) -> Result {
    var decoder = SchemaDecoder(schema: schema)
    guard type < schema.types.count else { throw decoder.failure(.disagreement, 0) }
    var position = 0
    let value = try decoder.decode(type, octets.span.bytes, &position, octets.count * 8)
    return Result(value: value, bits: position, notices: decoder.notices)
  }

  /// The bit at which the field at the end of a way begins, the way as ``MessageDecodingError/field`` has it; nil where
  /// the message does not get there.
  public static func bit(of field: String, in octets: [UInt8], as type: Int, of schema: Schema) -> Int? {
    var decoder = SchemaDecoder(schema: schema)
    guard type < schema.types.count else { return nil }
    decoder.wanted = field
    var position = 0
    // A message that breaks off behind the field has told its place.
    _ = try? decoder.decode(type, octets.span.bytes, &position, octets.count * 8)
    return decoder.place
  }

  func failure(_ reason: MessageDecodingError.Reason, _ position: Int) -> MessageDecodingError {
    MessageDecodingError(reason: reason, field: path.joined(separator: "."), bit: position)
  }

  func bits(_ bytes: RawSpan, _ position: inout Int, _ count: Int, _ end: Int) throws(MessageDecodingError) -> UInt64 {
    guard let value = bytes.checkedBits(at: position, count: count, end: end) else {
      throw failure(.truncated, position)
    }
    position += count
    return value
  }

  mutating func decode(
    _ type: Int, _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> SchemaValue {
    if let wanted, place == nil, path.joined(separator: ".") == wanted { place = position }
    switch schema.types[type].kind {
    case .boolean: return .boolean(try bits(bytes, &position, 1, end) == 1)
    case .integer(let lower, let upper, let extensible):
      return .integer(try integer(lower, upper, extensible, bytes, &position, end))
    case .enumerated(let root, let additions, let extensible):
      return .enumerated(try enumeration(root, additions, extensible, bytes, &position, end))
    case .octetString(let lower, let upper, let extensible):
      return .octets(try string(8, lower, upper, extensible, bytes, &position, end))
    case .characterString(let lower, let upper, let extensible):
      return .text(String(decoding: try string(7, lower, upper, extensible, bytes, &position, end), as: UTF8.self))
    case .utf8String: return .text(utf8: try fragments(bytes, &position, end))
    case .bitString(let lower, let upper, let extensible, _):
      let row = try string(1, lower, upper, extensible, bytes, &position, end)
      return .bits(String(decoding: row.map { $0 + 48 }, as: UTF8.self))
    case .list(let lower, let upper, let extensible, let element):
      return .list(try list(lower, upper, extensible, element, bytes, &position, end))
    case .sequence(let root, let additions, let extensible):
      return .sequence(try sequence(root, additions, extensible, bytes, &position, end))
    case .choice(let root, let additions, let extensible):
      return try choice(root, additions, extensible, bytes, &position, end)
    case .openType: throw failure(.disagreement, position)
    }
  }

  // MARK: Numbers

  private mutating func integer(
    _ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> Int64 {
    let start = position
    let extended = extensible ? try bits(bytes, &position, 1, end) == 1 : false
    guard !extended, let lower, let upper else {
      let count = try length(bytes, &position, end)
      guard (1...8).contains(count) else { throw failure(.wrongCount(count), start) }
      let word = try bits(bytes, &position, count * 8, end)
      return Int64(bitPattern: word << UInt64(64 - count * 8)) >> Int64(64 - count * 8)
    }
    let value = lower &+ Int64(bitPattern: try bits(bytes, &position, bitsOfRange(lower, upper), end))
    guard value >= lower, value <= upper else {
      throw failure(.outOfRange(value: value, lower: lower, upper: upper), start)
    }
    return value
  }

  private mutating func enumeration(
    _ root: [String], _ additions: [String], _ extensible: Bool, _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> String {
    let start = position
    if extensible, try bits(bytes, &position, 1, end) == 1 {
      let index = try smallNumber(bytes, &position, end)
      if index < additions.count { return additions[index] }
      // Sixteen bits are what a place among the values is kept in; no schema has so many.
      guard root.count + index <= 65_535 else { throw failure(.unknownIndex(index), start) }
      notices.append("\(path.joined(separator: ".")): unknown value \(index) beyond the marker")
      return "unknown(\(index))"
    }
    let index = Int(try bits(bytes, &position, root.count.bitsToTellApart, end))
    guard index < root.count else { throw failure(.unknownIndex(index), start) }
    return root[index]
  }

  /// A length determinant without fragments.
  func length(_ bytes: RawSpan, _ position: inout Int, _ end: Int) throws(MessageDecodingError) -> Int {
    let start = position
    if try bits(bytes, &position, 1, end) == 0 { return Int(try bits(bytes, &position, 7, end)) }
    guard try bits(bytes, &position, 1, end) == 0 else { throw failure(.malformedLength, start) }
    return Int(try bits(bytes, &position, 14, end))
  }

  func smallNumber(_ bytes: RawSpan, _ position: inout Int, _ end: Int) throws(MessageDecodingError) -> Int {
    if try bits(bytes, &position, 1, end) == 0 { return Int(try bits(bytes, &position, 6, end)) }
    let start = position
    let count = try length(bytes, &position, end)
    guard (1...2).contains(count) else { throw failure(.malformedLength, start) }
    return Int(try bits(bytes, &position, count * 8, end))
  }

  // MARK: Strings and lists

  private mutating func string(
    _ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> [UInt8] {
    let start = position
    let extended = extensible ? try bits(bytes, &position, 1, end) == 1 : false
    if extended || upper == nil {
      return width == 8 && !extended
        ? try fragments(bytes, &position, end)
        : try units(width, try length(bytes, &position, end), bytes, &position, end)
    }
    let bound = upper ?? lower
    let count = lower + Int(try bits(bytes, &position, (bound - lower + 1).bitsToTellApart, end))
    guard count <= bound else { throw failure(.wrongCount(count), start) }
    return try units(width, count, bytes, &position, end)
  }

  private func units(
    _ width: Int, _ count: Int, _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> [UInt8] {
    guard count * width <= end - position else { throw failure(.truncated, position) }
    var row: [UInt8] = []
    row.reserveCapacity(count)
    for _ in 0..<count { row.append(UInt8(truncatingIfNeeded: try bits(bytes, &position, width, end))) }
    return row
  }

  /// Octets with a general length, in fragments where the length says so.
  func fragments(_ bytes: RawSpan, _ position: inout Int, _ end: Int) throws(MessageDecodingError) -> [UInt8] {
    var octets: [UInt8] = []
    while true {
      let start = position
      guard try bits(bytes, &position, 2, end) == 3 else {
        position = start
        let count = try length(bytes, &position, end)
        return octets + (try units(8, count, bytes, &position, end))
      }
      let blocks = Int(try bits(bytes, &position, 6, end))
      guard (1...4).contains(blocks) else { throw failure(.malformedLength, start) }
      octets += try units(8, blocks * 16384, bytes, &position, end)
    }
  }

  private mutating func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ bytes: RawSpan, _ position: inout Int,
    _ end: Int
  ) throws(MessageDecodingError) -> [SchemaValue] {
    let start = position
    let extended = extensible ? try bits(bytes, &position, 1, end) == 1 : false
    var count: Int
    if !extended, let upper {
      count = lower + Int(try bits(bytes, &position, (upper - lower + 1).bitsToTellApart, end))
      guard count <= upper else { throw failure(.wrongCount(count), start) }
    } else {
      count = try length(bytes, &position, end)
    }
    var values: [SchemaValue] = []
    for index in 0..<count {
      path.append("[\(index)]")
      values.append(try decode(element, bytes, &position, end))
      path.removeLast()
    }
    return values
  }
}
