import SchemaModel

// Alternatives, in a choice and in an open type.
extension EncodeEmitter {
  func choice(_ type: Int) {
    guard case .choice(let root, let additions, let extensible) = schema.types[type].kind else { return }
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    lines.add(target == .swift ? "switch p.pointee {" : "switch (p->kind) {")
    let width = root.count.bitsToTellApart + (extensible ? 1 : 0)
    var most = 0
    var covered: Set<String> = []
    for (index, field) in root.enumerated() {
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      covered.insert(item.name)
      unchecked = 0
      let place = openCase(model, item, needsAddress: needsAddress(field.type))
      run.append(
        BitField(width: width, meaning: .constant(UInt64(index)), place: "", storage: .boolean))
      walk(field.type, item.storage, place)
      flush()
      most = max(most, unchecked)
      closeCase()
    }
    for (index, field) in additions.enumerated() {
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      covered.insert(item.name)
      let place = openCase(model, item, needsAddress: true)
      put("1", 1)
      lines.add(target.statement(target.context("writeSmallNumber", "&pos", "\(index)")))
      openCall(function("encode", field.type, isRare: true), target.address(place), "")
      closeCase()
    }
    unknownCase(model, covered)
    lines.add("}")
    unchecked = max(most, 64)
  }

  /// Whether a value is encoded by a call, which wants its address.
  func needsAddress(_ type: Int) -> Bool {
    switch schema.types[type].kind {
    case .sequence: !isInline(type)
    case .choice: true
    default: false
    }
  }

  func openCase(_ model: ChoiceModel, _ item: CaseModel, needsAddress: Bool) -> String {
    let payload = fresh("payload")
    if target == .swift {
      let binding = needsAddress && !item.isIndirect ? "var" : "let"
      lines.add("case .\(Naming.declaredPlain(item.name))(\(binding) \(payload)): do {")
      return item.isIndirect ? "\(payload).address.pointee" : payload
    }
    lines.add("case \(model.name)_\(item.name): {")
    return item.isIndirect ? "(*p->\(Naming.inC(item.name)))" : "p->\(Naming.inC(item.name))"
  }

  func closeCase() {
    lines.add("}")
    if target == .c { lines.add("break;") }
  }

  func unknownCase(_ model: ChoiceModel, _ covered: Set<String>) {
    let isOpen = model.hasUnknown
    if isOpen {
      if target == .swift {
        lines.add("case .unknown(let beyond, let octets): do {")
        put("1", 1)
        lines.add("c.writeSmallNumber(&pos, beyond)")
        lines.add("c.writeUnboundedOctets(&pos, octets)")
        lines.add("}")
      } else {
        lines.add("case \(model.name)_unknown: {")
        put("1", 1)
        lines.add("writeSmallNumber(c, &pos, p->unknown.index);")
        lines.add("writeUnboundedOctets(c, &pos, p->unknown.octets);")
        lines.add("}")
        lines.add("break;")
      }
    }
    let all = Set(model.cases.map(\.name))
    if target == .c || !all.subtracting(covered).isEmpty {
      lines.add(target == .swift ? "default: fault = -1" : "default: fault = -1;")
    }
  }

  func writeOpenType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    check(80)
    lines.add(target == .swift ? "switch \(place) {" : "switch (\(place).kind) {")
    for (index, entry) in alternatives.enumerated() {
      let item = model.cases[index]
      let payload = fresh("payload")
      if target == .swift {
        lines.add("case .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "let" : "var") \(payload)): do {")
        lines.add("if \(selector) != \(entry.id) { fault = -1 }")
        openCall(function("encode", entry.type), item.isIndirect ? "\(payload).address" : "&\(payload)", "")
        lines.add("}")
      } else {
        lines.add("case \(model.name)_\(item.name): {")
        lines.add("if (\(selector) != \(entry.id)) fault = -1;")
        openCall(
          function("encode", entry.type),
          item.isIndirect ? "\(place).\(Naming.inC(item.name))" : "&\(place).\(Naming.inC(item.name))", "")
        lines.add("}")
        lines.add("break;")
      }
    }
    if target == .swift {
      lines.add("case .unknown(_, let octets): c.writeUnboundedOctets(&pos, octets)")
    } else {
      lines.add("default: writeUnboundedOctets(c, &pos, \(place).unknown.octets);")
    }
    lines.add("}")
    unchecked = CodecEmitter.reach
  }
}
