import SchemaModel

// Which components are there, and the additions behind a marker.
extension EncodeEmitter {
  func nameMarker(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    additionMask = additions.reduce(0) { $0 | mask(structure, $1) }
  }

  func writePresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    guard structure.presenceCount > 0 else { return "" }
    let constant = root.filter { !$0.isOptional }.compactMap { member(structure, $0).presenceBit }
      .reduce(0 as UInt64) { $0 | 1 << UInt64($1) }
    presenceMasks[owner] = (structure, constant)
    if constant != 0 {  // a component that this dialect demands and another leaves out
      let absent = "\(constant) & ~\(target.widen("\(owner).presence"))"
      lines.add(target.open("if", target == .swift ? "\(absent) != 0" : "(\(absent)) != 0"))
      lines.add(target.statement("fault = -1"))
      lines.add("}")
    }
    if !masks.isEmpty {
      run.append(BitField(width: masks.count, meaning: .presence(masks: masks), place: owner, storage: .boolean))
    }
    return "\(owner).presence"
  }

  func presence(_ field: BitField, _ masks: [UInt64]) -> String {
    let wide = target.widen("\(field.place).presence")
    if masks.enumerated().allSatisfy({ $1 == 1 << UInt64(masks.count - 1 - $0) }) {
      return "(\(wide) & \(target.unsigned(1 << UInt64(masks.count) - 1)))"
    }
    let parts = masks.enumerated().map { index, mask in
      target.left("(\(target.right(wide, mask.trailingZeroBitCount)) & 1)", masks.count - 1 - index)
    }
    let name = fresh("q")
    lines.add(target.variable(name, "uint64_t", "0"))
    for part in parts { lines.add(target.statement("\(name) = \(name) | \(part)")) }
    return name
  }

  func printOptional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    let before = unchecked
    lines.add(target.open("if", target.isSet(presence, mask)))
    body()
    lines.add("}")
    unchecked = max(unchecked, before)
  }

  func writeAdditions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    guard !additions.isEmpty else { return }
    lines.add(target.open("if", target.isSet("\(owner).presence", additions.reduce(0) { $0 | mask(structure, $1) })))
    let bitmap = fresh("bitmap")
    lines.add(target.variable(bitmap, "uint64_t", "0"))
    for (index, field) in additions.enumerated() {
      lines.add(target.open("if", target.isSet("\(owner).presence", mask(structure, field))))
      lines.add(target.statement("\(bitmap) = \(bitmap) | \(1 << UInt64(additions.count - 1 - index))"))
      lines.add("}")
    }
    lines.add(
      target.statement(
        target.context(
          "writeExtensionBitmap", "&pos", target.label("bitmap", bitmap), target.label("count", "\(additions.count)"))))
    for field in additions {
      let name = "encodeAddition\(Naming.type(field.name))\(suffix(type))"
      scheduled.append((name, field.type, member(structure, field)))
      lines.add(target.open("if", target.isSet("\(owner).presence", mask(structure, field))))
      openCall(target == .swift ? "\(structure.name).\(name)" : "\(name)_\(structure.name)", "p", "\(structure.name)")
      lines.add("}")
    }
    lines.add("}")
    unchecked = 0
  }

  /// Writes what a function encodes as an open type.
  func openCall(_ function: String, _ pointer: String, _ type: String) {
    if target == .swift {
      lines.add("c.writeOpenType(&pos) { inner, at in \(function)(inner, at, \(pointer)) }")
    } else {
      lines.add("writeOpenType(c, &pos, (EncodeFunction)\(function), \(pointer));")
    }
  }
}
