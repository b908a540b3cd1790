/// What is wrong with JSON as a value of a schema: the way to the part, the reason, and where it stands.
public struct SchemaJSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The way to the part, such as `bsmFrame.pos.lat`.
  public var path: String
  /// One sentence without a point.
  public var reason: String
  /// The octet of the JSON text where the part begins, counted from 0.
  public var offset: Int

  /// Makes it.
  public init(path: String, reason: String, offset: Int) {
    self.path = path
    self.reason = reason
    self.offset = offset
  }

  public var description: String { "\(path.isEmpty ? "the message" : path): \(reason)" }
}

extension SchemaValue {
  /// Reads JSON of the form that ``json`` has as a value of a type, every bound checked.
  ///
  /// Throws ``SchemaJSONError``: a component that is missing or that the type does not have, a value of another kind,
  /// out of range or of the wrong size, a name that an enumeration does not have.
  public init(json: JSONValue, as type: Int, of schema: Schema) throws(SchemaJSONError) {
    var reader = SchemaJSONReader(schema: schema)
    self = try reader.read(json, type, siblings: [])
  }
}

private struct SchemaJSONReader {
  let schema: Schema
  var path: [String] = []

  private func failure(_ reason: String, _ json: JSONValue) -> SchemaJSONError {
    SchemaJSONError(path: path.joined(separator: "."), reason: reason, offset: json.offset)
  }

  mutating func read(
    _ json: JSONValue, _ type: Int, siblings: [SchemaValue.Component]
  ) throws(SchemaJSONError) -> SchemaValue {
    guard schema.types.indices.contains(type) else { throw failure("the schema has no such type", json) }
    switch schema.types[type].kind {
    case .boolean:
      guard case .boolean(let flag) = json.kind else { throw failure("true or false is wanted", json) }
      return .boolean(flag)
    case .integer(let lower, let upper, let extensible): return try integer(json, lower, upper, extensible)
    case .enumerated(let root, let additions, let extensible):
      return try enumeration(json, root + additions, extensible)
    case .octetString(let lower, let upper, let extensible):
      let octets = try octets(json)
      try check(octets.count, "octets", lower, upper, extensible, json)
      return .octets(octets)
    case .characterString(let lower, let upper, let extensible):
      let text = try text(json)
      guard text.utf8.allSatisfy({ $0 < 128 }) else { throw failure("only characters of ASCII can stand here", json) }
      try check(text.utf8.count, "characters", lower, upper, extensible, json)
      return .text(text)
    case .utf8String: return .text(try text(json))
    case .bitString(let lower, let upper, let extensible, _):
      let bits = try text(json)
      guard bits.utf8.allSatisfy({ $0 == 48 || $0 == 49 }) else { throw failure("bits are a text of 0 and 1", json) }
      try check(bits.utf8.count, "bits", lower, upper, extensible, json)
      return .bits(bits)
    case .list(let lower, let upper, let extensible, let element):
      if json.text != nil, schema.isNumericText(type) { return try digits(json, lower, upper, extensible) }
      return .list(try list(json, lower, upper, extensible, element))
    case .sequence(_, _, let extensible): return try sequence(json, type, extensible)
    case .choice(_, _, let extensible): return try choice(json, type, extensible)
    case .openType(let selector, let alternatives): return try open(json, type, selector, alternatives, siblings)
    }
  }

  // MARK: Values without parts

  private func integer(
    _ json: JSONValue, _ lower: Int64?, _ upper: Int64?, _ extensible: Bool
  ) throws(SchemaJSONError) -> SchemaValue {
    guard case .number(let digits) = json.kind, digits.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }) else {
      throw failure("a whole number is wanted", json)
    }
    guard let number = Int64(digits) else {
      let shown = digits.utf8.count > 40 ? "a number of \(digits.utf8.count) digits" : digits
      throw failure("\(shown) does not fit in 64 bits", json)
    }
    if let lower, let upper, !extensible, !(lower...upper).contains(number) {
      throw failure("\(number) is outside \(lower)...\(upper)", json)
    }
    return .integer(number)
  }

  private func enumeration(
    _ json: JSONValue, _ names: [String], _ extensible: Bool
  ) throws(SchemaJSONError) -> SchemaValue {
    let name = try text(json)
    let isUnknown = extensible && name.hasPrefix("unknown(") && UInt16(name.dropFirst(8).dropLast()) != nil
    guard names.contains(name) || isUnknown else {
      throw failure("there is no \(name); there are \(SchemaJSONReader.some(names))", json)
    }
    return .enumerated(name)
  }

  private static func some(_ names: [String]) -> String {
    names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
  }

  private func text(_ json: JSONValue) throws(SchemaJSONError) -> String {
    guard let text = json.text else { throw failure("a text in quotation marks is wanted", json) }
    return text
  }

  private func octets(_ json: JSONValue) throws(SchemaJSONError) -> [UInt8] {
    guard let octets = [UInt8](hex: try text(json)) else {
      throw failure("octets are an even number of hexadecimal digits", json)
    }
    return octets
  }

  /// A text of digits and spaces instead of the list that stands for it.
  private func digits(
    _ json: JSONValue, _ lower: Int, _ upper: Int?, _ extensible: Bool
  ) throws(SchemaJSONError) -> SchemaValue {
    guard let elements = NumericText.elements(of: try text(json)) else {
      throw failure("only digits and spaces can stand here", json)
    }
    try check(elements.count, "characters", lower, upper, extensible, json)
    return .list(elements)
  }

  private func check(
    _ count: Int, _ units: String, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ json: JSONValue
  ) throws(SchemaJSONError) {
    guard let upper, !extensible, !(lower...upper).contains(count) else { return }
    let wanted = lower == upper ? "\(lower)" : "\(lower) to \(upper)"
    let stand = count == 1 ? "1 \(units.dropLast()) stands" : "\(count) \(units) stand"
    throw failure("\(stand) here, \(wanted) \(upper == 1 ? "is" : "are") wanted", json)
  }

  // MARK: Values with parts

  private mutating func list(
    _ json: JSONValue, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int
  ) throws(SchemaJSONError) -> [SchemaValue] {
    guard case .list(let elements) = json.kind else { throw failure("a list in square brackets is wanted", json) }
    try check(elements.count, "elements", lower, upper, extensible, json)
    var values: [SchemaValue] = []
    for (index, value) in elements.enumerated() {
      path.append("[\(index)]")
      values.append(try read(value, element, siblings: []))
      path.removeLast()
    }
    return values
  }

  private mutating func sequence(_ json: JSONValue, _ type: Int, _ extensible: Bool) throws(SchemaJSONError)
    -> SchemaValue
  {
    guard case .object(let members) = json.kind else { throw failure("an object in curly brackets is wanted", json) }
    let fields = schema.parts(of: type)
    if let stranger = members.first(where: { member in !fields.contains { $0.name == member.name } }) {
      throw failure(
        "there is no \(stranger.name); there are \(SchemaJSONReader.some(fields.map(\.name)))", stranger.value)
    }
    var required: Set<String> = []
    if case .sequence(let root, _, _) = schema.types[type].kind {
      required = Set(root.filter { !$0.isOptional }.map(\.name))
    }
    var parts: [SchemaValue.Component] = []
    for field in fields {
      guard let value = json[field.name] else {
        guard !required.contains(field.name) else { throw failure("\(field.name) is missing", json) }
        continue
      }
      path.append(field.name)
      parts.append(.init(field.name, try read(value, field.type, siblings: parts)))
      path.removeLast()
    }
    return .sequence(parts)
  }

  private mutating func choice(_ json: JSONValue, _ type: Int, _ extensible: Bool) throws(SchemaJSONError)
    -> SchemaValue
  {
    if extensible, let unknown = try unknown(json) { return unknown }
    return .choice(try alternative(json, type))
  }

  private mutating func open(
    _ json: JSONValue, _ type: Int, _ selector: String, _ alternatives: [OpenAlternative],
    _ siblings: [SchemaValue.Component]
  ) throws(SchemaJSONError) -> SchemaValue {
    if let unknown = try unknown(json) { return unknown }
    let part = try alternative(json, type)
    guard case .integer(let id) = siblings.first(where: { $0.name == selector })?.value,
      let known = alternatives.first(where: { $0.id == id }), schema.types[known.type].name == part.name
    else { throw failure("\(part.name) does not go with this \(selector)", json) }
    return .choice(part)
  }

  private mutating func alternative(_ json: JSONValue, _ type: Int) throws(SchemaJSONError) -> SchemaValue.Component {
    let fields = schema.parts(of: type)
    guard case .object(let members) = json.kind, members.count == 1, let member = members.first else {
      throw failure(
        "an object with one member is wanted, the alternative: \(SchemaJSONReader.some(fields.map(\.name)))", json)
    }
    guard let field = fields.first(where: { $0.name == member.name }) else {
      throw failure("there is no \(member.name); there are \(SchemaJSONReader.some(fields.map(\.name)))", member.value)
    }
    path.append(field.name)
    let value = try read(member.value, field.type, siblings: [])
    path.removeLast()
    return .init(field.name, value)
  }

  /// `{"unknown": {"index": 7, "octets": "00"}}`; nil for anything else.
  private func unknown(_ json: JSONValue) throws(SchemaJSONError) -> SchemaValue? {
    guard case .object(let members) = json.kind, members.count == 1, let inner = json["unknown"] else { return nil }
    guard let index = inner["index"]?.integer, (-1...65535).contains(index), let octets = inner["octets"] else {
      throw failure("an unknown alternative has an index and octets", json)
    }
    return .unknown(index: Int(index), octets: try self.octets(octets))
  }
}

extension [UInt8] {
  /// Octets from an even number of hexadecimal digits without anything between; nil for anything else.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count % 2 == 0 else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place].hexadecimal, let low = digits[place + 1].hexadecimal else { return nil }
      append(high << 4 | low)
    }
  }
}

extension UInt8 {
  /// What a hexadecimal digit in ASCII stands for.
  fileprivate var hexadecimal: UInt8? {
    switch self {
    case 48...57: self - 48
    case 65...70: self - 55
    case 97...102: self - 87
    default: nil
    }
  }
}
