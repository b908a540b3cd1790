import SchemaModel

// Alternatives, in a choice and in an open type.
extension DecodeEmitter {
  func choice(_ type: Int, _ owner: String) {
    guard case .choice(let root, let additions, let extensible) = schema.types[type].kind else { return }
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    guard extensible else { return alternatives(model, root, owner) }
    need(max(1 + root.count.bitsToTellApart, 24))
    let extended = take(1)
    let (before, saved) = (unchecked, window)
    // What is beyond the marker in this schema is as frequent as the rest.
    lines.add(additions.isEmpty ? target.openRarely("\(extended) != 0") : target.open("if", "\(extended) != 0"))
    unknownAlternative(model, root, additions)
    let most = unchecked
    lines.add("} else {")
    (unchecked, window) = (before, saved)
    alternatives(model, root, owner)
    lines.add("}")
    unchecked = max(unchecked, most)
  }

  /// Whether a choice is printed in place of being called: no alternative of it needs a call either.
  func isSmallChoice(_ type: Int) -> Bool {
    guard case .choice(let root, _, false) = schema.types[type].kind else { return false }
    return root.allSatisfy {
      switch schema.types[$0.type].kind {
      case .sequence: isInline($0.type)
      case .choice, .openType, .list: false
      default: true
      }
    }
  }

  private func alternatives(_ model: ChoiceModel, _ root: [SchemaField], _ owner: String) {
    let index = fresh("alternative")
    let width = root.count.bitsToTellApart
    if width > 0 { need(width) }
    lines.add(target.define(index, "uint64_t", take(width)))
    let (before, saved) = (unchecked, window)
    var most = before
    lines.add(target == .swift ? "switch \(index) {" : "switch (\(index)) {")
    for (place, field) in root.enumerated() {
      let isDefault = place == root.count - 1 && root.count == 1 << width
      lines.add(isDefault && target == .swift ? "default: do {" : "case \(place): \(target == .swift ? "do " : ""){")
      (unchecked, window) = (before, saved)
      payload(model, model.cases.first { $0.schemaName == field.name } ?? model.cases[place], field.type, owner)
      most = max(most, unchecked)
      lines.add("}")
      if target == .c { lines.add("break;") }
    }
    if root.count != 1 << width {
      lines.add("default:")
      giveUp()
    }
    lines.add("}")
    unchecked = most
    window = nil
  }

  private func payload(_ model: ChoiceModel, _ item: CaseModel, _ type: Int, _ owner: String) {
    let isOwn = owner == target.pointee("p")
    let place = fresh("payload")
    let name = TypeNames(target).name(item.storage)
    if item.isIndirect {
      if target == .swift {
        lines.add("guard let \(place) = c.allocate(1, of: \(name).self) else { return end }")
      } else {
        lines.add("\(name) *const \(place) = (\(name) *)allocateElements(c, 1, sizeof(\(name)));")
        lines.add("if (\(place) == NULL) return end;")
      }
      walk(type, item.storage, target.pointee(place))
    } else if target == .swift, item.isComposite, isOwn {
      // In the choice's own memory, in place of a copy from the stack.
      lines.add("let \(place) = UnsafeMutableRawPointer(p).bindMemory(to: \(name).self, capacity: 1)")
      walk(type, item.storage, target.pointee(place))
    } else if target == .swift {
      lines.add("var \(place) = \(TypeNames(target).initial(item.storage))")
      walk(type, item.storage, place)
    } else {
      walk(type, item.storage, "\(owner).\(Naming.inC(item.name))")
    }
    flush()
    settle()
    if target == .swift {
      let value = item.isIndirect ? "PackedReference(\(place))" : item.isComposite && isOwn ? "\(place).pointee" : place
      lines.add("\(owner) = .\(Naming.declaredPlain(item.name))(\(value))")
    } else {
      lines.add("\(owner).kind = \(model.name)_\(item.name);")
      if item.isIndirect { lines.add("\(owner).\(Naming.inC(item.name)) = \(place);") }
    }
  }

  private func unknownAlternative(_ model: ChoiceModel, _ root: [SchemaField], _ additions: [SchemaField]) {
    let index = fresh("beyond")
    lines.add(target.variable(index, "long", "0"))
    marker(6, reach: 40) { at in
      lines.add(target.statement("\(at) = \(at) \(target.minus) 1"))
      lines.add(target.statement("\(index) = \(target.context("readSmallNumber", "&\(at)"))"))
    } otherwise: {
      lines.add(target.statement("\(index) = \(target.index(take(6)))"))
    }
    let length = lengthAhead()
    for (place, field) in additions.enumerated() {
      lines.add(target.open(place == 0 ? "if" : "} else if", "\(index) == \(place)"))
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      insideOpenType(model, item, field.type, length)
    }
    if !additions.isEmpty { lines.add("} else {") }
    lines.add(target.statement("\(target.field("unknownChoices")) \(target == .swift ? "&+=" : "+=") 1"))
    if target == .swift {
      lines.add("p.pointee = .unknown(index: \(index), octets: c.readUnboundedOctets(&pos))")
    } else {
      lines.add("p->kind = \(model.name)_unknown;")
      lines.add("p->unknown.index = \(index);")
      lines.add("p->unknown.octets = readUnboundedOctets(c, &pos);")
    }
    if !additions.isEmpty { lines.add("}") }
    unchecked = 0
  }

  /// Brings the position to an open type; the result is an expression for the bits there, where they were loaded.
  private func lengthAhead() -> String? {
    defer { settle() }
    guard let window, window.used + 16 <= window.room else { return nil }
    joinsRead.formUnion(window.joins)
    return target.left(window.name, window.used)
  }

  private func enterOpenType(_ scope: String, _ length: String?) {
    if target == .swift {
      lines.add("let \(scope) = c.enterOpenType(&pos\(length.map { ", \($0)" } ?? ""))")
    } else {
      let function = length == nil ? "enterOpenType" : "enterOpenTypeAt"
      lines.add("const OpenTypeScope \(scope) = \(function)(c, &pos\(length.map { ", \($0)" } ?? ""));")
    }
  }

  /// An alternative whose type is a sequence, inside an open type.
  private func insideOpenType(_ model: ChoiceModel, _ item: CaseModel, _ type: Int, _ length: String?) {
    let place = fresh("payload")
    let saved = fresh("outer")
    let name = TypeNames(target).name(item.storage)
    if target == .swift {
      lines.add("guard let \(place) = c.allocate(1, of: \(name).self) else { return end }")
      enterOpenType(saved, length)
      lines.add("pos = c.leaveOpenType(\(saved), \(function("decode", type))(c, pos, \(place)))")
      lines.add(
        "p.pointee = .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "PackedReference(\(place))" : "\(place).pointee"))"
      )
    } else {
      lines.add("\(name) *const \(place) = (\(name) *)allocateElements(c, 1, sizeof(\(name)));")
      lines.add("if (\(place) == NULL) return end;")
      enterOpenType(saved, length)
      lines.add("pos = leaveOpenType(c, \(saved), \(function("decode", type))(c, pos, \(place)));")
      lines.add("p->kind = \(model.name)_\(item.name);")
      lines.add("p->\(Naming.inC(item.name)) = \(item.isIndirect ? "" : "*")\(place);")
    }
  }

  func readOpenType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    let length = lengthAhead()
    check(64)
    lines.add(target == .swift ? "switch \(selector) {" : "switch (\(selector)) {")
    for (index, entry) in alternatives.enumerated() {
      let item = model.cases[index]
      let payload = fresh("payload")
      let saved = fresh("outer")
      let name = TypeNames(target).name(item.storage)
      lines.add("case \(entry.id): \(target == .swift ? "do " : ""){")
      if target == .swift {
        lines.add("guard let \(payload) = c.allocate(1, of: \(name).self) else { return end }")
        enterOpenType(saved, length)
        lines.add("pos = c.leaveOpenType(\(saved), \(function("decode", entry.type))(c, pos, \(payload)))")
        lines.add(
          "\(place) = .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "PackedReference(\(payload))" : "\(payload).pointee"))"
        )
        lines.add("}")
      } else {
        lines.add("\(name) *const \(payload) = (\(name) *)allocateElements(c, 1, sizeof(\(name)));")
        lines.add("if (\(payload) == NULL) return end;")
        enterOpenType(saved, length)
        lines.add("pos = leaveOpenType(c, \(saved), \(function("decode", entry.type))(c, pos, \(payload)));")
        lines.add("\(place).kind = \(model.name)_\(item.name);")
        lines.add("\(place).\(Naming.inC(item.name)) = \(item.isIndirect ? "" : "*")\(payload);")
        lines.add("}")
        lines.add("break;")
      }
    }
    if target == .swift {
      lines.add("default: do {")
      lines.add("c.pointee.unknownChoices &+= 1")
      lines.add("\(place) = .unknown(index: Int(\(selector)), octets: c.readUnboundedOctets(&pos))")
      lines.add("}")
    } else {
      lines.add("default: {")
      lines.add("c->unknownChoices += 1;")
      lines.add("\(place).kind = \(model.name)_unknown;")
      lines.add("\(place).unknown.index = (long)\(selector);")
      lines.add("\(place).unknown.octets = readUnboundedOctets(c, &pos);")
      lines.add("}")
    }
    lines.add("}")
    unchecked = 0
  }
}
