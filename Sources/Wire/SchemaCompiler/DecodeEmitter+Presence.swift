import SchemaModel

// Which components are there, and the additions behind a marker.
extension DecodeEmitter {
  func nameMarker(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    extended[owner] = fresh("extended")
  }

  func readPresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    clearSpareValues(structure, owner)
    let constant = root.filter { !$0.isOptional }.compactMap { member(structure, $0).presenceBit }
      .reduce(0 as UInt64) { $0 | 1 << UInt64($1) }
    guard structure.presenceCount > 0 else { return "" }
    let name = fresh("present")
    presenceNames[owner] = name
    constants[owner] = constant
    if masks.isEmpty {
      flush()
      lines.add(target.define(name, "uint64_t", target.unsigned(constant)))
      keepPresence(owner, name, structure)
    } else {
      structures[owner] = structure
      run.append(BitField(width: masks.count, meaning: .presence(masks: masks), place: owner, storage: .boolean))
    }
    return name
  }

  /// Writes the component by which an optional of the struct would tell its absence, where it may be absent itself.
  private func clearSpareValues(_ structure: StructModel, _ owner: String) {
    guard target == .swift, let part = model.spareValues(of: .structure(structure.name)),
      part.path.first?.presenceBit != nil
    else { return }
    let place = part.path.reduce(owner) { self.place($0, $1) }
    lines.add("\(place) = \(TypeNames(target).initial(part.storage))")
  }

  func storePresence(_ field: BitField, _ masks: [UInt64], _ bits: String) {
    guard let name = presenceNames[field.place], let structure = structures[field.place] else { return }
    let straight = masks.enumerated().allSatisfy { $1 == 1 << UInt64(masks.count - 1 - $0) }
    var value = bits
    if !straight {
      let raw = fresh("q")
      lines.add(target.define(raw, "uint64_t", bits))
      value = masks.enumerated().map { index, mask in
        let bit = "(\(target.right(raw, masks.count - 1 - index)) & 1)"
        return target.left(bit, mask.trailingZeroBitCount)
      }.joined(separator: " | ")
    }
    if let constant = constants[field.place], constant != 0 { value += " | \(target.unsigned(constant))" }
    lines.add(target.define(name, "uint64_t", value))
    keepPresence(field.place, name, structure)
  }

  func keepPresence(_ owner: String, _ name: String, _ structure: StructModel) {
    let bits = structure.presenceBits
    lines.add(target.statement("\(owner).presence = \(target.narrow(name, bits: bits, signed: false))"))
  }

  func readAdditions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    branch("\(extended[owner] ?? "") != 0", isRare: true) {
      settle()
      additionsInside(type, structure, additions, owner)
      unchecked = 0
    }
  }

  private func additionsInside(
    _ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String
  ) {
    if additions.isEmpty {
      lines.add(target.statement("pos = \(target.context("skipAllExtensions", "pos"))"))
    } else {
      let reader =
        target == .swift
        ? "let additions = c.readExtensionBitmap(&pos)"
        : "const ExtensionBitmap additions = readExtensionBitmap(c, &pos)"
      lines.add(target.statement(reader))
      for (index, field) in additions.enumerated() {
        let bit = "(\(target.right("additions.bitmap", 63 - index)) & 1) == 1"
        lines.add(target.open("if", bit))
        knownAddition(type, structure, field, owner)
        lines.add("}")
      }
      lines.add(
        target.statement(
          target.context(
            "skipExtensions", "&pos", target.label("bitmap", "additions.bitmap"),
            target.label("count", "additions.count"),
            target.label("from", "\(additions.count)"))))
    }
  }

  func knownAddition(_ type: Int, _ structure: StructModel, _ field: SchemaField, _ owner: String) {
    let name = "decodeAddition\(Naming.type(field.name))\(suffix(type))"
    additionMembers[name] = structure.memberOfField[dialect][field.name]
    scheduled.append((name, field.type))
    let function = target == .swift ? "\(structure.name).\(name)" : "\(name)_\(structure.name)"
    let saved = fresh("outer")
    if target == .swift {
      lines.add("let \(saved) = c.enterOpenType(&pos)")
      lines.add("pos = c.leaveOpenType(\(saved), \(function)(c, pos, p))")
    } else {
      lines.add("const OpenTypeScope \(saved) = enterOpenType(c, &pos);")
      lines.add("pos = leaveOpenType(c, \(saved), \(function)(c, pos, p));")
    }
    let presence = "\(owner).presence"
    lines.add(target.statement("\(presence) |= \(mask(structure, field))"))
  }

  /// A decoder of one addition, which runs inside its open type.
  func addition(_ function: String, _ type: Int, _ owner: String) {
    lines.blank()
    guard let field = additionMembers[function] else { return }
    let structure = model.structure(named: owner)
    let member = structure.members[field]
    begin()
    head(function, owner, .decoding)
    walk(type, member.storage, place(target.pointee("p"), member))
    flush()
    settle()
    foot(.decoding)
  }

}
