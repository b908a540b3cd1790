public import PackedEncoding

/// The careful encoder: a tree to octets, every bound checked, the first wrong field named.
public struct SchemaEncoder {
  let schema: Schema
  var path: [String] = []

  /// Encodes a value of a type (UPER), padded with zero bits to whole octets, at least one.
  ///
  /// Throws ``MessageEncodingError/outOfRange(_:)`` with the way to the first field that does not fit the schema.
  public static func encode(_ value: SchemaValue, as type: Int, of schema: Schema) throws(MessageEncodingError)
    -> [UInt8]
  {
    var encoder = SchemaEncoder(schema: schema)
    guard type < schema.types.count else { throw encoder.failure() }
    var row = BitRow()
    try encoder.encode(value, type, &row)
    return row.count == 0 ? [0] : row.octets
  }

  private func failure() -> MessageEncodingError { .outOfRange(path.joined(separator: ".")) }

  private mutating func encode(_ value: SchemaValue, _ type: Int, _ row: inout BitRow) throws(MessageEncodingError) {
    switch (schema.types[type].kind, value) {
    case (.boolean, .boolean(let flag)): row.append(flag ? 1 : 0, width: 1)
    case (.integer(let lower, let upper, let extensible), .integer(let number)):
      try integer(number, lower, upper, extensible, &row)
    case (.enumerated(let root, let additions, let extensible), .enumerated(let name)):
      try enumeration(name, root, additions, extensible, &row)
    case (.octetString(let lower, let upper, let extensible), .octets(let octets)):
      try string(octets, 8, lower, upper, extensible, &row)
    case (.characterString(let lower, let upper, let extensible), .text(let text)):
      guard text.utf8.allSatisfy({ $0 < 128 }) else { throw failure() }
      try string(Array(text.utf8), 7, lower, upper, extensible, &row)
    case (.utf8String, .text(let text)): fragments(Array(text.utf8), &row)
    case (.utf8String, .octets(let octets)): fragments(octets, &row)
    case (.bitString(let lower, let upper, let extensible, _), .bits(let bits)):
      try string(bits.utf8.map { $0 & 1 }, 1, lower, upper, extensible, &row)
    case (.list(let lower, let upper, let extensible, let element), .list(let values)):
      try count(values.count, lower, upper, extensible, &row)
      for (index, value) in values.enumerated() {
        path.append("[\(index)]")
        try encode(value, element, &row)
        path.removeLast()
      }
    case (.sequence(let root, let additions, let extensible), .sequence(let parts)):
      try sequence(parts, root, additions, extensible, &row)
    case (.choice(let root, let additions, let extensible), .choice(let part)):
      try choice(part, root, additions, extensible, &row)
    case (.choice, .unknown(let index, let octets)):
      row.append(1, width: 1)
      smallNumber(index, &row)
      fragments(octets, &row)
    default: throw failure()
    }
  }

  private func integer(
    _ number: Int64, _ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ row: inout BitRow
  ) throws(MessageEncodingError) {
    if let lower, let upper, (lower...upper).contains(number) {
      if extensible { row.append(0, width: 1) }
      return row.append(UInt64(bitPattern: number &- lower), width: bitsOfRange(lower, upper))
    }
    guard extensible || lower == nil || upper == nil else { throw failure() }
    if extensible { row.append(1, width: 1) }
    var octets = 1
    while octets < 8, number >> Int64(8 * octets - 1) != number >> 63 { octets += 1 }
    row.append(UInt64(octets), width: 8)
    row.append(UInt64(bitPattern: number), width: 8 * octets)
  }

  private func enumeration(
    _ name: String, _ root: [String], _ additions: [String], _ extensible: Bool, _ row: inout BitRow
  ) throws(MessageEncodingError) {
    if let index = root.firstIndex(of: name) {
      if extensible { row.append(0, width: 1) }
      return row.append(UInt64(index), width: root.count.bitsToTellApart)
    }
    let unknown = name.hasPrefix("unknown(") ? Int(name.dropFirst(8).dropLast()) : nil
    guard extensible, let index = additions.firstIndex(of: name) ?? unknown else { throw failure() }
    row.append(1, width: 1)
    smallNumber(index, &row)
  }

  private func smallNumber(_ number: Int, _ row: inout BitRow) {
    if number < 64 { return row.append(UInt64(number), width: 7) }
    row.append(1, width: 1)
    row.append(number < 256 ? 1 : 2, width: 8)
    row.append(UInt64(number), width: number < 256 ? 8 : 16)
  }

  private func length(_ count: Int, _ row: inout BitRow) throws(MessageEncodingError) {
    guard count < 16384 else { throw failure() }
    if count < 128 { row.append(UInt64(count), width: 8) } else { row.append(0x8000 | UInt64(count), width: 16) }
  }

  private func count(
    _ count: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ row: inout BitRow
  ) throws(MessageEncodingError) {
    if let upper, (lower...upper).contains(count) {
      if extensible { row.append(0, width: 1) }
      return row.append(UInt64(count - lower), width: (upper - lower + 1).bitsToTellApart)
    }
    guard extensible || upper == nil else { throw failure() }
    if extensible { row.append(1, width: 1) }
    try length(count, &row)
  }

  private func string(
    _ units: [UInt8], _ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ row: inout BitRow
  ) throws(MessageEncodingError) {
    if upper == nil, width == 8 { return fragments(units, &row) }
    try count(units.count, lower, upper, extensible, &row)
    for unit in units { row.append(UInt64(unit), width: width) }
  }

  private func fragments(_ octets: [UInt8], _ row: inout BitRow) {
    var rest = octets[...]
    while rest.count >= 16384 {
      let blocks = min(rest.count / 16384, 4)
      row.append(0xc0 | UInt64(blocks), width: 8)
      for octet in rest.prefix(blocks * 16384) { row.append(UInt64(octet), width: 8) }
      rest = rest.dropFirst(blocks * 16384)
    }
    if rest.count < 128 {
      row.append(UInt64(rest.count), width: 8)
    } else {
      row.append(0x8000 | UInt64(rest.count), width: 16)
    }
    for octet in rest { row.append(UInt64(octet), width: 8) }
  }

  private mutating func open(_ value: SchemaValue, _ type: Int, _ row: inout BitRow) throws(MessageEncodingError) {
    var inner = BitRow()
    try encode(value, type, &inner)
    fragments(inner.count == 0 ? [0] : inner.octets, &row)
  }

  private mutating func sequence(
    _ parts: [SchemaValue.Component], _ root: [SchemaField], _ additions: [SchemaField], _ extensible: Bool,
    _ row: inout BitRow
  ) throws(MessageEncodingError) {
    let (extras, known) = gathered(additions, parts)
    guard parts.allSatisfy({ part in known.contains(part.name) || root.contains { $0.name == part.name } }) else {
      throw failure()
    }
    let extended = extras.contains { $0 != nil }
    if extensible { row.append(extended ? 1 : 0, width: 1) }
    for field in root where field.isOptional { row.append(parts.contains { $0.name == field.name } ? 1 : 0, width: 1) }
    for field in root {
      path.append(field.name)
      guard let part = parts.first(where: { $0.name == field.name }) else {
        guard field.isOptional else { throw failure() }
        path.removeLast()
        continue
      }
      try component(part.value, field, parts, &row)
      path.removeLast()
    }
    guard extended else { return }
    smallNumber(additions.count - 1, &row)
    for extra in extras { row.append(extra == nil ? 0 : 1, width: 1) }
    for (field, extra) in zip(additions, extras) {
      guard let extra else { continue }
      path.append(field.name)
      try open(extra.value, field.type, &row)
      path.removeLast()
    }
  }

  /// The additions that are there, those in version brackets as one, and the names of all that there can be.
  private func gathered(
    _ additions: [SchemaField], _ parts: [SchemaValue.Component]
  ) -> ([SchemaValue.Component?], names: Set<String>) {
    var extras: [SchemaValue.Component?] = []
    var names: Set<String> = []
    for field in additions {
      if field.isGroup, case .sequence(let members, _, _) = schema.types[field.type].kind {
        let own = parts.filter { part in members.contains { $0.name == part.name } }
        extras.append(own.isEmpty ? nil : SchemaValue.Component(field.name, .sequence(own)))
        names.formUnion(members.map(\.name))
      } else {
        extras.append(parts.first { $0.name == field.name })
        names.insert(field.name)
      }
    }
    return (extras, names)
  }

  private mutating func component(
    _ value: SchemaValue, _ field: SchemaField, _ parts: [SchemaValue.Component], _ row: inout BitRow
  ) throws(MessageEncodingError) {
    guard case .openType(let selector, let alternatives) = schema.types[field.type].kind else {
      return try encode(value, field.type, &row)
    }
    if case .unknown(_, let octets) = value { return fragments(octets, &row) }
    guard case .choice(let part) = value, case .integer(let id) = parts.first(where: { $0.name == selector })?.value,
      let known = alternatives.first(where: { $0.id == id }), schema.types[known.type].name == part.name
    else { throw failure() }
    try open(part.value, known.type, &row)
  }

  private mutating func choice(
    _ part: SchemaValue.Component, _ root: [SchemaField], _ additions: [SchemaField], _ extensible: Bool,
    _ row: inout BitRow
  ) throws(MessageEncodingError) {
    path.append(part.name)
    if let index = root.firstIndex(where: { $0.name == part.name }) {
      if extensible { row.append(0, width: 1) }
      row.append(UInt64(index), width: root.count.bitsToTellApart)
      try encode(part.value, root[index].type, &row)
    } else if let index = additions.firstIndex(where: { $0.name == part.name }) {
      row.append(1, width: 1)
      smallNumber(index, &row)
      try open(part.value, additions[index].type, &row)
    } else {
      throw failure()
    }
    path.removeLast()
  }
}
