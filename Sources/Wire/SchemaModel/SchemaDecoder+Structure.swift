import PackedEncoding

/// Sequences, choices and open types.
extension SchemaDecoder {
  mutating func sequence(
    _ root: [SchemaField], _ additions: [SchemaField], _ extensible: Bool, _ bytes: RawSpan, _ position: inout Int,
    _ end: Int
  ) throws(MessageDecodingError) -> [SchemaValue.Component] {
    let extended = extensible ? try bits(bytes, &position, 1, end) == 1 : false
    var present: [Bool] = []
    for field in root { present.append(field.isOptional ? try bits(bytes, &position, 1, end) == 1 : true) }
    var parts: [SchemaValue.Component] = []
    for (field, isPresent) in zip(root, present) where isPresent {
      path.append(field.name)
      if case .openType(let selector, let alternatives) = schema.types[field.type].kind {
        let id = parts.first { $0.name == selector }?.value
        parts.append(.init(field.name, try openType(id, alternatives, bytes, &position, end)))
      } else {
        parts.append(.init(field.name, try decode(field.type, bytes, &position, end)))
      }
      path.removeLast()
    }
    if extended { parts += try extensions(additions, bytes, &position, end) }
    return parts
  }

  private mutating func extensions(
    _ known: [SchemaField], _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> [SchemaValue.Component] {
    let start = position
    let count: Int
    if try bits(bytes, &position, 1, end) == 0 {
      count = Int(try bits(bytes, &position, 6, end)) + 1
    } else {
      count = try length(bytes, &position, end)
    }
    guard (1...64).contains(count) else { throw failure(.wrongCount(count), start) }
    var present: [Bool] = []
    for _ in 0..<count { present.append(try bits(bytes, &position, 1, end) == 1) }
    var parts: [SchemaValue.Component] = []
    for index in 0..<count where present[index] {
      let name = index < known.count ? known[index].name : "addition \(index)"
      path.append(name)
      let octets = try fragments(bytes, &position, end)
      if index < known.count {
        let value = try inner(known[index].type, octets, position)
        if known[index].isGroup, case .sequence(let members) = value {
          parts += members
        } else {
          parts.append(.init(name, value))
        }
      } else {
        notices.append("\(path.joined(separator: ".")): skipped \(octets.count) octets of a newer schema")
      }
      path.removeLast()
    }
    return parts
  }

  /// A value inside an open type. Its errors carry the bit behind the open type, since its octets may have been in
  /// pieces.
  private mutating func inner(_ type: Int, _ octets: [UInt8], _ behind: Int) throws(MessageDecodingError) -> SchemaValue
  {
    var position = 0
    let depth = path.count
    let isPlaceAhead = place == nil
    defer { if isPlaceAhead, let inside = place { place = behind - octets.count * 8 + inside } }
    do throws(MessageDecodingError) {
      let value = try decode(type, octets.span.bytes, &position, octets.count * 8)
      guard max((position + 7) / 8, 1) == octets.count else { throw failure(.wrongOpenTypeLength(octets.count), 0) }
      return value
    } catch {
      path.removeLast(path.count - depth)
      let reason = error.reason == .truncated ? .wrongOpenTypeLength(octets.count) : error.reason
      throw MessageDecodingError(reason: reason, field: error.field, bit: behind - octets.count * 8 + error.bit)
    }
  }

  private mutating func openType(
    _ id: SchemaValue?, _ alternatives: [OpenAlternative], _ bytes: RawSpan, _ position: inout Int, _ end: Int
  ) throws(MessageDecodingError) -> SchemaValue {
    let octets = try fragments(bytes, &position, end)
    guard case .integer(let number) = id, let known = alternatives.first(where: { $0.id == number }) else {
      var index = -1
      if case .integer(let number) = id { index = Int(number) }
      notices.append("\(path.joined(separator: ".")): no type is known for number \(index)")
      return .unknown(index: index, octets: octets)
    }
    return .choice(.init(schema.types[known.type].name, try inner(known.type, octets, position)))
  }

  mutating func choice(
    _ root: [SchemaField], _ additions: [SchemaField], _ extensible: Bool, _ bytes: RawSpan, _ position: inout Int,
    _ end: Int
  ) throws(MessageDecodingError) -> SchemaValue {
    let start = position
    if extensible, try bits(bytes, &position, 1, end) == 1 {
      let index = try smallNumber(bytes, &position, end)
      let octets = try fragments(bytes, &position, end)
      guard index < additions.count else {
        notices.append("\(path.joined(separator: ".")): skipped unknown alternative \(index) beyond the marker")
        return .unknown(index: index, octets: octets)
      }
      path.append(additions[index].name)
      defer { path.removeLast() }
      return .choice(.init(additions[index].name, try inner(additions[index].type, octets, position)))
    }
    let index = Int(try bits(bytes, &position, root.count.bitsToTellApart, end))
    guard index < root.count else { throw failure(.unknownIndex(index), start) }
    path.append(root[index].name)
    let value = try decode(root[index].type, bytes, &position, end)
    path.removeLast()
    return .choice(.init(root[index].name, value))
  }
}
