import SchemaModel

// Which components are there, and the additions behind a marker.
extension EncodeEmitter {
  func nameMarker(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    additionMasks[owner] = additions.reduce(0) { $0 | mask(structure, $1) }
  }

  func writePresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    guard structure.presenceCount > 0 else { return "" }
    let constant = root.filter { !$0.isOptional }.compactMap { member(structure, $0).presenceBit }
      .reduce(0 as UInt64) { $0 | 1 << UInt64($1) }
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

  func writeAdditions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    guard !additions.isEmpty else { return }
    let all = additions.reduce(0) { $0 | mask(structure, $1) }
    perhaps(target.isSet("\(owner).presence", all)) { additionsInside(type, structure, additions, owner) }
  }

  private func additionsInside(
    _ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String
  ) {
    let bitmap = fresh("bitmap")
    lines.add(target.variable(bitmap, "uint64_t", "0"))
    for (index, field) in additions.enumerated() {
      lines.add(target.open("if", target.isSet("\(owner).presence", mask(structure, field))))
      lines.add(target.statement("\(bitmap) = \(bitmap) | \(1 << UInt64(additions.count - 1 - index))"))
      lines.add("}")
    }
    // How many additions the schema has, as a normally small number, and which are there.
    check(7 + additions.count)
    put(target == .swift ? "UInt64(\(additions.count - 1))" : target.unsigned(UInt64(additions.count - 1)), 7)
    put(bitmap, additions.count)
    for field in additions {
      let name = "encodeAddition\(Naming.type(field.name))\(suffix(type))"
      scheduled.append((name, field.type, member(structure, field)))
      let function = target == .swift ? "\(structure.name).\(name)" : "\(name)_\(structure.name)"
      perhaps(target.isSet("\(owner).presence", mask(structure, field))) {
        open { call(function, owner == target.pointee("p") ? "p" : target.address(owner)) }
      }
    }
  }

  /// Writes what a body prints as an open type.
  func open(_ body: () -> Void) {
    check(64)
    room(for: 8)
    let start = fresh("outer")
    lines.add(target == .swift ? "let \(start) = out" : "const PendingBits \(start) = out;")
    put(target == .swift ? "UInt64(0)" : "0ull", 8)
    body()
    room(for: 7)
    lines.add(target.statement(target.context("closeOpenType", "&out", start)))
    pending = EncodeEmitter.settled
    unchecked += 24
  }

  /// Writes what a function encodes.
  func call(_ function: String, _ pointer: String) {
    if pending > EncodeEmitter.atCall { settle() }
    if target == .swift {
      lines.add("out = \(function)(c, out, \(pointer))")
    } else {
      lines.add("out = pendingBits(\(function)(c, out.next, out.bits, out.count, \(pointer)));")
    }
    (unchecked, pending) = (CodecEmitter.reach, EncodeEmitter.most)
  }
}
