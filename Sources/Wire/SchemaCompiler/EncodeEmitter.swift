import SchemaModel

/// Prints straight-line encoders, the mirror of ``DecodeEmitter``.
///
/// An encoder gets the context, the bit position and the value, and gives back the position behind it. Neighbouring
/// fields are put together in a register and stored up to 56 bits at a time.
final class EncodeEmitter: CodecEmitter {
  private var unchecked = 0
  private var baseLine = 0
  private var faultLine = 0
  private var tails: [Int: Int] = [:]
  private var scheduled: [(name: String, type: Int, member: MemberModel)] = []
  private var presenceMasks: [String: (structure: StructModel, constant: UInt64)] = [:]
  private var additionMask: UInt64 = 0

  /// The encoder of a sequence or choice.
  func function(for type: Int) -> String {
    lines = Lines()
    beginFunction()
    unchecked = 0
    scheduled = []
    let name = Naming.type(schema.types[type].name)
    head("encode\(suffix(type))", name)
    if case .sequence = schema.types[type].kind {
      walkSequence(type, target.pointee("p"))
      flush()
    } else {
      choice(type)
    }
    foot()
    tails[type] = unchecked
    for item in scheduled {
      lines.blank()
      beginFunction()
      unchecked = 0
      head(item.name, name)
      walk(item.type, item.member.storage, place(target.pointee("p"), item.member))
      flush()
      foot()
    }
    return lines.text
  }

  private func head(_ function: String, _ value: String) {
    if target == .swift {
      lines.add("@usableFromInline")
      lines.add(
        "static func \(function)(_ c: UnsafeMutablePointer<EncodeContext>, _ start: Int, _ p: UnsafeMutablePointer<\(value)>) -> Int {"
      )
      lines.add("let base = c.pointee.base")
      baseLine = lines.mark
      lines.add("let end = c.pointee.end")
      lines.add("var pos = start")
      lines.add("var fault: Int64 = 0")
      faultLine = lines.mark
    } else {
      lines.add("static long \(function)_\(value)(EncodeContext *c, long start, \(value) *p) {")
      lines.add("uint8_t *const base = c->base;")
      lines.add("const long end = c->end;")
      lines.add("long pos = start;")
      lines.add("int64_t fault = 0;")
    }
    lines.add(target.open("if", "pos > end"))
    lines.add(target.statement("\(target.field("fault")) = -1"))
    lines.add(target.statement("return 0"))
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

  // MARK: Runs of fixed bits

  override func flush() {
    guard !run.isEmpty else { return }
    let fields = run
    run = []
    var parts: [(value: String, width: Int)] = []
    for field in fields where field.width > 0 || !field.isFull {
      if field.width > 56 {
        store(parts)
        parts = []
        check(64)
        lines.add(target.statement("pokeWord(base, pos, \(bits(field)))"))
        lines.add(target.statement("pos = pos \(target.plus) 64"))
        unchecked += 64
        continue
      }
      if parts.reduce(field.width, { $0 + $1.width }) > 56 {
        store(parts)
        parts = []
      }
      parts.append((bits(field), field.width))
    }
    store(parts)
  }

  private func store(_ parts: [(value: String, width: Int)]) {
    let total = parts.reduce(0) { $0 + $1.width }
    guard total > 0 else { return }
    check(57)
    let word = fresh("a")
    var left = total
    for (index, part) in parts.enumerated() {
      left -= part.width
      let value = target.left(part.value, left)
      let last = index == 0 ? value : "\(word)_\(index - 1) | \(value)"
      lines.add(target.define("\(word)_\(index)", "uint64_t", last))
    }
    lines.add(target.statement("pokeBits(base, pos, \(word)_\(parts.count - 1), \(total))"))
    lines.add(target.statement("pos = pos \(target.plus) \(total)"))
    unchecked += total
  }

  private func check(_ next: Int) {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.open("if", "pos > end"))
    lines.add(target.statement("fault = -1"))
    lines.add(target.statement("pos = 0"))
    lines.add("}")
    unchecked = 0
  }

  /// The bits of a field as an expression of 64 bits; prints the check of its range.
  private func bits(_ field: BitField) -> String {
    switch field.meaning {
    case .marker:
      let mask = additionMask
      guard mask != 0 else { return target == .swift ? "UInt64(0)" : "0ull" }
      let test = target.isSet("\(field.place).presence", mask)
      return target == .swift ? "(\(test) ? UInt64(1) : UInt64(0))" : "((\(test)) ? 1ull : 0ull)"
    case .presence(let masks): return presence(field, masks)
    case .word: return raw(field)
    case .number(let lower, let span): return number(field, lower, span)
    }
  }

  private func raw(_ field: BitField) -> String {
    let value: String
    switch field.storage {
    case .boolean:
      return target == .swift ? "(\(field.place) ? UInt64(1) : UInt64(0))" : "(\(field.place) ? 1ull : 0ull)"
    case .enumeration: value = target == .swift ? "\(field.place).index" : field.place
    case .bitSet: value = target == .swift ? "\(field.place).rawValue" : field.place
    default: value = field.place
    }
    let wide = target.widen(value)
    let mask: UInt64 = field.width >= 64 ? .max : 1 << UInt64(field.width) - 1
    switch field.meaning {
    case .word where !fits(field): return "(\(wide) & \(target.unsigned(mask)))"
    default: return wide
    }
  }

  /// Whether the storage holds no more bits than the wire.
  private func fits(_ field: BitField) -> Bool {
    switch field.storage {
    case .integer(let bits, _), .octetWord(let bits), .bitSet(_, let bits), .enumeration(_, let bits):
      bits == field.width
    default: true
    }
  }

  private func number(_ field: BitField, _ lower: Int64, _ span: UInt64) -> String {
    if case .boolean = field.storage { return raw(field) }
    if lower == 0, field.isFull, fits(field) { return raw(field) }
    if case .integer(let bits, true) = field.storage, field.isFull, bits == field.width {
      let mask: UInt64 = 1 << UInt64(field.width) - 1
      return
        "((\(raw(field)) \(target.minus) \(target.unsigned(UInt64(bitPattern: lower)))) & \(target.unsigned(mask)))"
    }
    let name = fresh("v")
    let value = lower == 0 ? raw(field) : "\(raw(field)) \(target.minus) \(target.unsigned(UInt64(bitPattern: lower)))"
    lines.add(target.define(name, "uint64_t", value))
    let over = target.signed("\(target.unsigned(span)) \(target.minus) \(name)")
    lines.add(target.statement("fault |= \(over) | \(target.signed(name))"))
    return name
  }

  // MARK: Presence and options

  override func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    additionMask = additions.reduce(0) { $0 | mask(structure, $1) }
  }

  override func beginPresence(
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

  private func presence(_ field: BitField, _ masks: [UInt64]) -> String {
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

  override func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    let before = unchecked
    lines.add(target.open("if", target.isSet(presence, mask)))
    body()
    lines.add("}")
    unchecked = max(unchecked, before)
  }

  override func extensions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
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
  private func openCall(_ function: String, _ pointer: String, _ type: String) {
    if target == .swift {
      lines.add("c.writeOpenType(&pos) { inner, at in \(function)(inner, at, \(pointer)) }")
    } else {
      lines.add("writeOpenType(c, &pos, (EncodeFunction)\(function), \(pointer));")
    }
  }

  // MARK: Steps of unknown length

  override func dynamic(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    switch kind {
    case .sequence, .choice: break  // what is called checks the position itself
    default: check(80)
    }
    switch kind {
    case .sequence, .choice:
      lines.add(target.statement("pos = \(function("encode", type))(c, pos, \(target.address(place)))"))
      unchecked = tails[type] ?? CodecEmitter.reach
    case .integer(let lower, let upper, let extensible): dynamicInteger(lower, upper, extensible, place)
    case .enumerated(let root, _, _): extensibleEnumeration(root.count, storage, place)
    case .bitString(let lower, _, _, _):
      lines.add(
        target.statement(target.context("writeExtensibleBits", "&pos", place, target.label("rootSize", "\(lower)"))))
      unchecked = 0
    case .octetString(let lower, let upper, let extensible): string(8, lower, upper, extensible, place)
    case .characterString(let lower, let upper, let extensible): string(7, lower, upper, extensible, place)
    case .list(let lower, let upper, let extensible, let element):
      list(lower, upper, extensible, element, storage, place)
    default: break
    }
  }

  private func put(_ value: String, _ width: Int) {
    lines.add(target.statement("pokeBits(base, pos, \(value), \(width))"))
    lines.add(target.statement("pos = pos \(target.plus) \(width)"))
    unchecked += width
  }

  private func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
    let general = target.statement(target.context("writeUnconstrainedInteger", "&pos", place))
    guard extensible, let lower, let upper else { return lines.add(general) }
    let inside = "\(place) >= \(target.number(lower)) && \(place) <= \(target.number(upper))"
    lines.add(target.open("if", inside))
    let width = bitsOfRange(lower, upper)
    put(target.widen("\(place) \(target.minus) \(target.number(lower))"), width + 1)
    lines.add("} else {")
    put("1", 1)
    lines.add(general)
    lines.add("}")
    unchecked = CodecEmitter.reach
  }

  private func extensibleEnumeration(_ root: Int, _ storage: Storage, _ place: String) {
    let index = target == .swift ? "\(place).index" : place
    lines.add(target.open("if", "\(index) < \(root)"))
    put(target.widen(index), root.bitsToTellApart + 1)
    lines.add("} else {")
    put("1", 1)
    let beyond = target == .swift ? "Int(\(index)) - \(root)" : "(long)\(index) - \(root)"
    lines.add(target.statement(target.context("writeSmallNumber", "&pos", beyond)))
    lines.add("}")
    unchecked += 32
  }

  private func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard let upper else {
      lines.add(target.statement(target.context("writeUnboundedOctets", "&pos", place)))
      unchecked = CodecEmitter.reach
      return
    }
    writeCount("\(place).count", lower, upper, extensible)
    lines.add(target.statement(target.context("writeOctets", "&pos", place, target.label("width", "\(width)"))))
    unchecked = CodecEmitter.reach
  }

  private func writeCount(_ count: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let general = target.statement(target.context("writeLength", "&pos", count))
    guard let upper else { return lines.add(general) }
    let outside = "\(count) < \(lower) || \(count) > \(upper)"
    let width = (upper - lower + 1).bitsToTellApart + (extensible ? 1 : 0)
    lines.add(target.open("if", outside))
    if extensible {
      put("1", 1)
      lines.add(general)
    } else {
      lines.add(target.statement("\(target.field("fault")) = -1"))
      lines.add(target.statement("return pos"))
    }
    lines.add("} else {")
    if width > 0 { put(target.widen("\(count) \(target.minus) \(lower)"), width) }
    lines.add("}")
  }

  private func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ storage: Storage, _ place: String
  ) {
    guard case .list(let elementStorage) = storage else { return }
    writeCount("\(place).count", lower, upper, extensible)
    let items = fresh("items")
    let index = fresh("i")
    if target == .swift {
      lines.add("if let \(items) = \(place).base {")
    } else {
      lines.add(
        "\(TypeNames(target).name(elementStorage)) *const \(items) = (\(TypeNames(target).name(elementStorage)) *)\(place).base;"
      )
      lines.add("{")
    }
    lines.add(target.variable(index, "long", "0"))
    lines.add(target.open("while", "\(index) < \(place).count"))
    unchecked = CodecEmitter.reach
    walk(element, elementStorage, "\(items)[\(index)]")
    flush()
    lines.add(target.statement("\(index) = \(index) \(target.plus) 1"))
    lines.add("}")
    lines.add("}")
    unchecked = CodecEmitter.reach
  }

  // MARK: Choices

  private func choice(_ type: Int) {
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
      put("\(index)", width)
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
      openCall(function("encode", field.type), target.address(place), "")
      closeCase()
    }
    unknownCase(model, covered)
    lines.add("}")
    unchecked = max(most, 64)
  }

  /// Whether a value is encoded by a call, which wants its address.
  private func needsAddress(_ type: Int) -> Bool {
    switch schema.types[type].kind {
    case .sequence: !isInline(type)
    case .choice: true
    default: false
    }
  }

  private func openCase(_ model: ChoiceModel, _ item: CaseModel, needsAddress: Bool) -> String {
    let payload = fresh("payload")
    if target == .swift {
      let binding = needsAddress && !item.isIndirect ? "var" : "let"
      lines.add("case .\(Naming.declaredPlain(item.name))(\(binding) \(payload)): do {")
      return item.isIndirect ? "\(payload).address.pointee" : payload
    }
    lines.add("case \(model.name)_\(item.name): {")
    return item.isIndirect ? "(*p->\(item.name))" : "p->\(item.name)"
  }

  private func closeCase() {
    lines.add("}")
    if target == .c { lines.add("break;") }
  }

  private func unknownCase(_ model: ChoiceModel, _ covered: Set<String>) {
    let isOpen = model.hasUnknown
    if isOpen {
      if target == .swift {
        lines.add("case .unknown(let beyond, let octets): do {")
        put("1", 1)
        lines.add("c.writeSmallNumber(&pos, beyond)")
        lines.add("c.writeUnboundedOctets(&pos, octets)")
        lines.add("}")
      }
    }
    let all = Set(model.cases.map(\.name))
    if target == .c || !all.subtracting(covered).isEmpty {
      lines.add(target == .swift ? "default: fault = -1" : "default: fault = -1;")
    }
  }

  override func openType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
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
          function("encode", entry.type), item.isIndirect ? "\(place).\(item.name)" : "&\(place).\(item.name)", "")
        lines.add("}")
        lines.add("break;")
      }
    }
    if target == .swift {
      lines.add("case .unknown(_, let octets): c.writeUnboundedOctets(&pos, octets)")
    } else {
      lines.add("default: writeUnboundedOctets(c, &pos, \(place).unknown);")
    }
    lines.add("}")
    unchecked = CodecEmitter.reach
  }
}
