import SchemaModel

/// Prints straight-line decoders.
///
/// A decoder gets the context, the bit position and where to put the value, and gives back the position behind it. It
/// never moves more than ``CodecEmitter/reach`` bits and one window beyond the last check, so that all loads stay within
/// the padding; what was wrong is gathered in one word and looked at once.
final class DecodeEmitter: CodecEmitter {
  private var unchecked = 0
  private var baseLine = 0
  private var faultLine = 0
  private var extended = ""
  private var tails: [Int: Int] = [:]
  private var scheduled: [(name: String, type: Int)] = []

  // MARK: Functions

  /// The decoder of a sequence or choice.
  func function(for type: Int) -> String {
    lines = Lines()
    beginFunction()
    unchecked = 0
    scheduled = []
    let name = Naming.type(schema.types[type].name)
    head("decode\(suffix(type))", name, name)
    if case .sequence = schema.types[type].kind {
      walkSequence(type, target.pointee("p"))
      flush()
    } else {
      choice(type)
    }
    foot()
    tails[type] = unchecked
    for item in scheduled { addition(item.name, item.type, name) }
    return lines.text
  }

  private func head(_ function: String, _ owner: String, _ value: String) {
    if target == .swift {
      lines.add("@usableFromInline")
      lines.add(
        "static func \(function)(_ c: UnsafeMutablePointer<DecodeContext>, _ start: Int, _ p: UnsafeMutablePointer<\(value)>) -> Int {"
      )
      lines.add("let base = c.pointee.base")
      baseLine = lines.mark
      lines.add("let end = c.pointee.end")
      lines.add("var pos = start")
      lines.add("var fault: Int64 = 0")
      faultLine = lines.mark
    } else {
      lines.add("static long \(function)_\(owner)(DecodeContext *c, long start, \(value) *p) {")
      lines.add("const uint8_t *const base = c->base;")
      lines.add("const long end = c->end;")
      lines.add("long pos = start;")
      lines.add("int64_t fault = 0;")
    }
    lines.add(target.open("if", "pos > end"))
    lines.add(target.statement("\(target.field("fault")) = -1"))
    lines.add(target.statement("return end"))
    lines.add("}")
  }

  private func foot() {
    // A function that checks nothing itself says so, for the compiler warns of a variable that stays as it is.
    if target == .swift, !lines.text(from: faultLine).contains(" fault ") {
      lines.replaceLine(endingAt: faultLine, "var fault", "let fault")
    }
    if target == .swift, !lines.text(from: faultLine).contains("(base") {
      lines.replaceLine(endingAt: baseLine, "let base", "_")
    }
    lines.add(target.statement("\(target.field("fault")) |= fault"))
    lines.add(target.statement("return pos"))
    lines.add("}")
  }

  /// A decoder of one addition, which runs inside its open type.
  private func addition(_ function: String, _ type: Int, _ owner: String) {
    lines.blank()
    guard let field = schemaField(function) else { return }
    let structure = model.structure(named: owner)
    let member = structure.members[field]
    beginFunction()
    unchecked = 0
    head(function, owner, owner)
    walk(type, member.storage, place(target.pointee("p"), member))
    flush()
    foot()
  }

  private var additionMembers: [String: Int] = [:]
  private func schemaField(_ function: String) -> Int? { additionMembers[function] }

  // MARK: Runs of fixed bits

  override func flush() {
    guard !run.isEmpty else { return }
    let fields = run
    run = []
    var window = ""
    var used = 0
    for field in fields {
      if field.width > 57 {
        advance(used)
        check(64)
        store(field, "peekWord", "peekWord(base, pos)")
        lines.add(target.statement("pos = pos \(target.plus) 64"))
        unchecked += 64
        window = ""
        used = 0
        continue
      }
      if window.isEmpty || used + field.width > 57 {
        advance(used)
        used = 0
        check(57)
        window = fresh("w")
        lines.add(target.define(window, "uint64_t", "peekBits(base, pos)"))
      }
      let shifted = target.left(window, used)
      store(field, window, field.width == 0 ? "0" : target.right(shifted, 64 - field.width))
      used += field.width
    }
    advance(used)
  }

  private func advance(_ bits: Int) {
    guard bits > 0 else { return }
    lines.add(target.statement("pos = pos \(target.plus) \(bits)"))
    unchecked += bits
  }

  private func check(_ next: Int) {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.open("if", "pos > end"))
    lines.add(target.statement("fault = -1"))
    lines.add(target.statement("pos = end"))
    lines.add("}")
    unchecked = 0
  }

  private func store(_ field: BitField, _ window: String, _ bits: String) {
    switch field.meaning {
    case .marker:
      lines.add(target.define(extended, "uint64_t", bits))
    case .presence(let masks):
      storePresence(field, masks, bits)
    case .word:
      assign(field, bits)
    case .number(let lower, let span):
      guard !field.isFull || lower != 0 else { return assign(field, bits) }
      let value = fresh("v")
      lines.add(target.define(value, "uint64_t", bits))
      if !field.isFull {
        lines.add(target.statement("fault |= \(target.signed("\(target.unsigned(span)) \(target.minus) \(value)"))"))
      }
      let sum = lower == 0 ? value : "\(value) \(target.plus) \(target.unsigned(UInt64(bitPattern: lower)))"
      assign(field, sum)
    }
  }

  private func assign(_ field: BitField, _ value: String) {
    let text: String
    switch field.storage {
    case .boolean: text = "\(field.place) = \(value) != 0"
    case .integer(let bits, let signed): text = "\(field.place) = \(target.narrow(value, bits: bits, signed: signed))"
    case .octetWord(let bits): text = "\(field.place) = \(target.narrow(value, bits: bits, signed: false))"
    case .enumeration(_, let bits):
      text = "\(field.place)\(target == .swift ? ".index" : "") = \(target.narrow(value, bits: bits, signed: false))"
    case .bitSet(_, let bits):
      text = "\(field.place)\(target == .swift ? ".rawValue" : "") = \(target.narrow(value, bits: bits, signed: false))"
    default: return
    }
    lines.add(target.statement(text))
  }

  // MARK: Presence and options

  private var presenceNames: [String: String] = [:]

  override func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    extended = fresh("extended")
  }

  override func beginPresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
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

  private var constants: [String: UInt64] = [:]
  private var structures: [String: StructModel] = [:]

  private func storePresence(_ field: BitField, _ masks: [UInt64], _ bits: String) {
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

  private func keepPresence(_ owner: String, _ name: String, _ structure: StructModel) {
    let bits = structure.presenceBits
    lines.add(target.statement("\(owner).presence = \(target.narrow(name, bits: bits, signed: false))"))
  }

  override func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    let before = unchecked
    lines.add(target.open("if", target.isSet(presence, mask)))
    body()
    lines.add("}")
    unchecked = max(unchecked, before)
  }

  override func extensions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    lines.add(target.open("if", "\(extended) != 0"))
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
    lines.add("}")
    unchecked = 0
  }

  private func knownAddition(_ type: Int, _ structure: StructModel, _ field: SchemaField, _ owner: String) {
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

  // MARK: Steps of unknown length

  override func dynamic(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    switch kind {
    case .sequence, .choice: break  // what is called checks the position itself
    default: check(64)
    }
    switch kind {
    case .sequence, .choice:
      lines.add(target.statement("pos = \(function("decode", type))(c, pos, \(target.address(place)))"))
      unchecked = tails[type] ?? CodecEmitter.reach
    case .integer(let lower, let upper, let extensible): dynamicInteger(lower, upper, extensible, place)
    case .enumerated(let root, let additions, _): extensibleEnumeration(root.count, additions.count, storage, place)
    case .bitString(let lower, let upper, let extensible, _): bitString(lower, upper, extensible, place)
    case .octetString(let lower, let upper, let extensible): string(8, lower, upper, extensible, place)
    case .characterString(let lower, let upper, let extensible): string(7, lower, upper, extensible, place)
    case .list(let lower, let upper, let extensible, let element):
      list(lower, upper, extensible, element, storage, place)
    default: break
    }
  }

  /// Reads a marker bit; prints `then` for a set one and `otherwise` for a clear one.
  private func marker(_ then: () -> Void, otherwise: () -> Void) {
    let window = fresh("w")
    lines.add(target.define(window, "uint64_t", "peekBits(base, pos)"))
    lines.add(target.statement("pos = pos \(target.plus) 1"))
    unchecked += 1
    let before = unchecked
    lines.add(target.open("if", "\(target.right(window, 63)) != 0"))
    then()
    lines.add("} else {")
    unchecked = before
    otherwise()
    lines.add("}")
  }

  private func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
    let unbounded = {
      self.lines.add(self.target.statement("\(place) = \(self.target.context("readUnconstrainedInteger", "&pos"))"))
    }
    guard extensible, let lower, let upper else { return unbounded() }
    marker(unbounded) {
      run.append(
        BitField(
          width: bitsOfRange(lower, upper),
          meaning: .number(lower: lower, span: UInt64(bitPattern: upper &- lower)), place: place,
          storage: .integer(bits: 64, signed: true)))
      flush()
    }
  }

  private func extensibleEnumeration(_ root: Int, _ additions: Int, _ storage: Storage, _ place: String) {
    let member = target == .swift ? ".index" : ""
    marker({
      lines.add(
        target.statement(
          "\(place)\(member) = "
            + target.context(
              "readUnknownEnumeration", "&pos", target.label("rootCount", "\(root)"),
              target.label("knownAdditions", "\(additions)"))))
    }) {
      run.append(
        BitField(
          width: root.bitsToTellApart, meaning: .number(lower: 0, span: UInt64(root - 1)), place: place,
          storage: storage))
      flush()
    }
  }

  private func bitString(_ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard extensible, lower == upper, lower <= 57 else {
      lines.add(target.statement("\(place) = \(target.context("readExtendedBits", "&pos"))"))
      unchecked = 0
      return
    }
    marker({ lines.add(target.statement("\(place) = \(target.context("readExtendedBits", "&pos"))")) }) {
      let window = fresh("w")
      lines.add(target.define(window, "uint64_t", "peekBits(base, pos)"))
      let top = target.left(target.right(window, 64 - lower), 64 - lower)
      lines.add(
        target.statement(
          target == .swift
            ? "\(place) = ExtensibleBits(bits: \(top), count: \(lower))" : "\(place) = extensibleBits(\(top), \(lower))"
        ))
      advance(lower)
    }
  }

  private func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard let upper else {
      lines.add(target.statement("\(place) = \(target.context("readUnboundedOctets", "&pos"))"))
      unchecked = 0
      return
    }
    let count = fresh("n")
    declareCount(count, lower, upper, extensible)
    readCount(count, lower, upper, extensible)
    lines.add(
      target.statement(
        "\(place) = "
          + target.context("readOctets", "&pos", target.label("count", count), target.label("width", "\(width)"))))
    unchecked = 0
  }

  private func declareCount(_ name: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let isFixed = lower == upper && !extensible
    lines.add(isFixed ? target.define(name, "long", "\(lower)") : target.variable(name, "long", "\(lower)"))
  }

  /// Sets `name` to a number of elements, and a fault where it is out of bounds.
  private func readCount(_ name: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let general = { self.lines.add(self.target.statement("\(name) = \(self.target.context("readLength", "&pos"))")) }
    guard let upper else { return general() }
    let bounded = {
      let width = (upper - lower + 1).bitsToTellApart
      guard width > 0 else { return }
      let window = self.fresh("w")
      self.lines.add(self.target.define(window, "uint64_t", "peekBits(base, pos)"))
      let bits = self.target.right(window, 64 - width)
      self.lines.add(self.target.statement("\(name) = \(self.target.index(bits)) \(self.target.plus) \(lower)"))
      self.advance(width)
      if upper - lower + 1 != 1 << width {
        self.lines.add(
          self.target.statement(
            "fault |= \(self.target == .swift ? "Int64(\(upper) &- \(name))" : "(int64_t)(\(upper) - \(name))")"))
      }
    }
    if extensible { marker(general, otherwise: bounded) } else { bounded() }
  }

  private func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ storage: Storage, _ place: String
  ) {
    guard case .list(let elementStorage) = storage else { return }
    let count = fresh("n")
    let items = fresh("items")
    let index = fresh("i")
    let least = max(leastBits(element, of: schema), 1)
    lines.add(target.variable(count, "long", "\(lower)"))
    readCount(count, lower, upper, extensible)
    lines.add(target.open("if", "\(count) \(target.times) \(least) > end \(target.minus) pos"))
    lines.add(target.statement("fault = -1"))
    lines.add(target.statement("\(count) = 0"))
    lines.add("}")
    allocate(items, count, elementStorage, place)
    lines.add(target.variable(index, "long", "0"))
    lines.add(target.open("while", "\(index) < \(count)"))
    unchecked = CodecEmitter.reach  // each round begins with a check, its own or that of the function it calls
    walk(element, elementStorage, "\(items)[\(index)]")
    flush()
    lines.add(target.statement("\(index) = \(index) \(target.plus) 1"))
    lines.add("}")
    unchecked = CodecEmitter.reach
  }

  private func allocate(_ items: String, _ count: String, _ element: Storage, _ place: String) {
    let type = TypeNames(target).name(element)
    if target == .swift {
      lines.add("guard let \(items) = c.allocate(\(count), of: \(type).self) else {")
      lines.add("c.pointee.fault = -1")
      lines.add("\(place) = PackedList()")
      lines.add("return end")
      lines.add("}")
      lines.add("\(place) = PackedList(base: \(items), count: \(count))")
    } else {
      lines.add("\(type) *const \(items) = (\(type) *)allocateElements(c, \(count), sizeof(\(type)));")
      lines.add("if (\(items) == NULL) {")
      lines.add("return end;")
      lines.add("}")
      lines.add("\(place).base = \(items);")
      lines.add("\(place).count = \(count);")
    }
  }

  // MARK: Choices

  private func choice(_ type: Int) {
    guard case .choice(let root, let additions, let extensible) = schema.types[type].kind else { return }
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    if extensible {
      marker({ unknownAlternative(model, root, additions) }) { alternatives(model, root) }
    } else {
      alternatives(model, root)
    }
  }

  private func alternatives(_ model: ChoiceModel, _ root: [SchemaField]) {
    let index = fresh("alternative")
    let width = root.count.bitsToTellApart
    if width == 0 {
      lines.add(target.define(index, "uint64_t", "0"))
    } else {
      lines.add(target.define(index, "uint64_t", target.right("peekBits(base, pos)", 64 - width)))
      advance(width)
    }
    let before = unchecked
    var most = before
    lines.add(target == .swift ? "switch \(index) {" : "switch (\(index)) {")
    for (place, field) in root.enumerated() {
      let isDefault = place == root.count - 1 && root.count == 1 << width
      lines.add(isDefault && target == .swift ? "default: do {" : "case \(place): \(target == .swift ? "do " : ""){")
      unchecked = before
      payload(model, model.cases.first { $0.schemaName == field.name } ?? model.cases[place], field.type)
      most = max(most, unchecked)
      lines.add("}")
      if target == .c { lines.add("break;") }
    }
    if root.count != 1 << width {
      lines.add(target == .swift ? "default: fault = -1" : "default: fault = -1;")
    }
    lines.add("}")
    unchecked = most
  }

  private func payload(_ model: ChoiceModel, _ item: CaseModel, _ type: Int) {
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
    } else {
      lines.add(target == .swift ? "var \(place) = \(TypeNames(target).initial(item.storage))" : "\(name) \(place);")
      walk(type, item.storage, place)
    }
    flush()
    if target == .swift {
      lines.add(
        "p.pointee = .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "PackedReference(\(place))" : place))")
    } else {
      lines.add("p->kind = \(model.name)_\(item.name);")
      lines.add("p->\(item.name) = \(place);")
    }
  }

  private func unknownAlternative(_ model: ChoiceModel, _ root: [SchemaField], _ additions: [SchemaField]) {
    let index = fresh("beyond")
    lines.add(target.define(index, "long", target.context("readSmallNumber", "&pos")))
    for (place, field) in additions.enumerated() {
      lines.add(target.open(place == 0 ? "if" : "} else if", "\(index) == \(place)"))
      guard let item = model.cases.first(where: { $0.schemaName == field.name }) else { continue }
      insideOpenType(model, item, field.type)
    }
    if !additions.isEmpty { lines.add("} else {") }
    lines.add(target.statement("\(target.field("unknownChoices")) \(target == .swift ? "&+=" : "+=") 1"))
    if target == .swift {
      lines.add("p.pointee = .unknown(index: \(index), octets: c.readUnboundedOctets(&pos))")
    } else {
      lines.add("p->kind = \(model.name)_unknown;")
      lines.add("p->unknown = readUnboundedOctets(c, &pos);")
    }
    if !additions.isEmpty { lines.add("}") }
    unchecked = 0
  }

  /// An alternative whose type is a sequence, inside an open type.
  private func insideOpenType(_ model: ChoiceModel, _ item: CaseModel, _ type: Int) {
    let place = fresh("payload")
    let saved = fresh("outer")
    let name = TypeNames(target).name(item.storage)
    if target == .swift {
      lines.add("guard let \(place) = c.allocate(1, of: \(name).self) else { return end }")
      lines.add("let \(saved) = c.enterOpenType(&pos)")
      lines.add("pos = c.leaveOpenType(\(saved), \(function("decode", type))(c, pos, \(place)))")
      lines.add(
        "p.pointee = .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "PackedReference(\(place))" : "\(place).pointee"))"
      )
    } else {
      lines.add("\(name) *const \(place) = (\(name) *)allocateElements(c, 1, sizeof(\(name)));")
      lines.add("if (\(place) == NULL) return end;")
      lines.add("const OpenTypeScope \(saved) = enterOpenType(c, &pos);")
      lines.add("pos = leaveOpenType(c, \(saved), \(function("decode", type))(c, pos, \(place)));")
      lines.add("p->kind = \(model.name)_\(item.name);")
      lines.add("p->\(item.name) = \(item.isIndirect ? "" : "*")\(place);")
    }
  }

  override func openType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
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
        lines.add("let \(saved) = c.enterOpenType(&pos)")
        lines.add("pos = c.leaveOpenType(\(saved), \(function("decode", entry.type))(c, pos, \(payload)))")
        lines.add(
          "\(place) = .\(Naming.declaredPlain(item.name))(\(item.isIndirect ? "PackedReference(\(payload))" : "\(payload).pointee"))"
        )
        lines.add("}")
      } else {
        lines.add("\(name) *const \(payload) = (\(name) *)allocateElements(c, 1, sizeof(\(name)));")
        lines.add("if (\(payload) == NULL) return end;")
        lines.add("const OpenTypeScope \(saved) = enterOpenType(c, &pos);")
        lines.add("pos = leaveOpenType(c, \(saved), \(function("decode", entry.type))(c, pos, \(payload)));")
        lines.add("\(place).kind = \(model.name)_\(item.name);")
        lines.add("\(place).\(item.name) = \(item.isIndirect ? "" : "*")\(payload);")
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
      lines.add("\(place).unknown = readUnboundedOctets(c, &pos);")
      lines.add("}")
    }
    lines.add("}")
    unchecked = 0
  }
}

extension StructModel {
  /// The width of the presence set.
  var presenceBits: Int { presenceCount <= 8 ? 8 : presenceCount <= 16 ? 16 : presenceCount <= 32 ? 32 : 64 }
}
