import SchemaModel

// Alternatives, in a choice and in an open type.
extension EncodeEmitter {
  func choice(_ type: Int, _ owner: String) {
    guard case .choice(let root, let additions, let extensible) = schema.types[type].kind else { return }
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    lines.add(target.openSwitch(target == .swift ? owner : "\(owner).kind"))
    let width = root.count.bitsToTellApart + (extensible ? 1 : 0)
    var ways: [() -> Void] = []
    var covered: Set<String> = []
    for (index, field) in root.enumerated() {
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      covered.insert(item.name)
      ways.append {
        self.run.append(
          BitField(width: width, meaning: .constant(UInt64(index)), place: "", storage: .boolean))
        self.alternative(model, item, field.type, owner)
      }
    }
    for (index, field) in additions.enumerated() {
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      covered.insert(item.name)
      ways.append { self.addition(model, item, index, field.type, owner) }
    }
    ways.append { self.unknownCase(model, covered, owner) }
    branches(ways)
    lines.add("}")
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

  private func alternative(_ model: ChoiceModel, _ item: CaseModel, _ type: Int, _ owner: String) {
    let place = openCase(model, item, owner, needsAddress: needsAddress(type))
    walk(type, item.storage, place)
    flush()
    closeCase()
  }

  /// An alternative beyond the marker, as an open type.
  private func addition(_ model: ChoiceModel, _ item: CaseModel, _ index: Int, _ type: Int, _ owner: String) {
    let place = openCase(model, item, owner, needsAddress: true)
    check(64)
    if index < 64 {
      put(target == .swift ? "UInt64(\(128 + index))" : target.unsigned(UInt64(128 + index)), 8)
    } else {
      put("1", 1)
      lines.add(target.statement(target.context("writeSmallNumber", "&out", "\(index)")))
      pending = EncodeEmitter.settled
    }
    open { call(function("encode", type, isRare: true), target.address(place)) }
    closeCase()
  }

  /// Whether a value, or a part of it, is encoded by a call, which wants its address.
  func needsAddress(_ type: Int) -> Bool {
    switch schema.types[type].kind {
    case .sequence(let root, _, _):
      !isInline(type) && (!isInPlace(type) || root.contains { needsAddress($0.type) })
    case .choice: !isSmallChoice(type)
    default: false
    }
  }

  func openCase(_ model: ChoiceModel, _ item: CaseModel, _ owner: String, needsAddress: Bool) -> String {
    let payload = fresh("payload")
    if target == .swift {
      let binding = needsAddress && !item.isIndirect ? "var" : "let"
      lines.add("case .\(Naming.declaredPlain(item.name))(\(binding) \(payload)): do {")
      return item.isIndirect ? "\(payload).address.pointee" : payload
    }
    lines.add("case \(model.name)_\(item.name): {")
    return item.isIndirect ? "(*\(owner).\(Naming.inC(item.name)))" : "\(owner).\(Naming.inC(item.name))"
  }

  func closeCase() {
    lines.add("}")
    if target == .c { lines.add("break;") }
  }

  func unknownCase(_ model: ChoiceModel, _ covered: Set<String>, _ owner: String) {
    if model.hasUnknown {
      let beyond = fresh("beyond")
      if target == .swift {
        lines.add("case .unknown(let \(beyond), let \(beyond)octets): do {")
      } else {
        lines.add("case \(model.name)_unknown: {")
      }
      check(64)
      put("1", 1)
      let unknown = "\(owner).unknown"
      let index = target == .swift ? beyond : "\(unknown).index"
      let octets = target == .swift ? "\(beyond)octets" : "\(unknown).octets"
      lines.add(target.statement(target.context("writeSmallNumber", "&out", index)))
      lines.add(target.statement(target.context("writeUnboundedOctets", "&out", octets)))
      (unchecked, pending) = (EncodeEmitter.most, EncodeEmitter.settled)
      closeCase()
    }
    let all = Set(model.cases.map(\.name))
    if target == .c || !all.subtracting(covered).isEmpty {
      lines.add(target == .swift ? "default: fault = -1" : "default: fault = -1;")
    }
  }

  func writeOpenType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    check(80)
    lines.add(target.openSwitch(target == .swift ? place : "\(place).kind"))
    var ways: [() -> Void] = []
    for (index, entry) in alternatives.enumerated() {
      let item = model.cases[index]
      ways.append {
        let payload = self.openCase(model, item, place, needsAddress: true)
        self.lines.add(self.target.open("if", "\(selector) != \(entry.id)"))
        self.lines.add(self.target.statement("fault = -1"))
        self.lines.add("}")
        self.open { self.call(self.function("encode", entry.type), self.target.address(payload)) }
        self.closeCase()
      }
    }
    ways.append {
      let octets = self.target == .swift ? "octets" : "\(place).unknown.octets"
      self.lines.add(self.target == .swift ? "case .unknown(_, let octets): do {" : "default: {")
      self.lines.add(self.target.statement(self.target.context("writeUnboundedOctets", "&out", octets)))
      (self.unchecked, self.pending) = (EncodeEmitter.most, EncodeEmitter.settled)
      self.closeCase()
    }
    branches(ways)
    lines.add("}")
  }
}
