import SchemaModel

// Values whose length is known only when the encoder runs.
extension EncodeEmitter {
  func writeStep(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    switch kind {
    case .choice where isSmallChoice(type): choice(type, place)
    case .sequence where isInPlace(type):
      walkSequence(type, place)
      flush()
    case .sequence, .choice: callFunction(of: type, place)
    case .integer(let lower, let upper, let extensible): dynamicInteger(lower, upper, extensible, place)
    case .enumerated(let root, _, _): extensibleEnumeration(root.count, storage, place)
    case .bitString(let lower, let upper?, false, _): bitString(lower, upper, place)
    case .bitString(let lower, _, _, _): extensibleBits(lower, place)
    case .octetString(let lower, let upper, let extensible): string(8, lower, upper, extensible, place)
    case .characterString(let lower, let upper, let extensible): string(7, lower, upper, extensible, place)
    case .utf8String: string(8, 0, nil, false, place)
    case .list(let lower, let upper, let extensible, let element):
      list(lower, upper, extensible, element, storage, place)
    default: break
    }
  }

  private func callFunction(of type: Int, _ place: String) {
    movable.insert(key("encode", type))
    call(function("encode", type), target.address(place))
    if let tail = tails[type] { (unchecked, pending) = tail }
  }

  /// Calls a support function behind which at most 7 bits are pending, and which has checked the position.
  private func step(_ name: String, _ arguments: String...) {
    check(80)
    lines.add(target.statement(target.context(name, ["&out"] + arguments)))
    (unchecked, pending) = (EncodeEmitter.most, EncodeEmitter.settled)
  }

  /// Prints one of two ways, of which the first one is frequent.
  private func either(_ condition: String, _ frequent: () -> Void, _ rare: () -> Void) {
    let before = (unchecked, pending)
    lines.add(target.open("if", target.likely(condition)))
    frequent()
    let first = (unchecked, pending)
    (unchecked, pending) = before
    lines.add("} else {")
    rare()
    lines.add("}")
    (unchecked, pending) = (max(unchecked, first.0), max(pending, first.1))
  }

  func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
    guard extensible, let lower, let upper else { return step("writeUnconstrainedInteger", place) }
    let width = bitsOfRange(lower, upper) + 1
    check(64)
    room(for: width)
    either("\(place) >= \(target.number(lower)) && \(place) <= \(target.number(upper))") {
      put(target.widen("\(place) \(target.minus) \(target.number(lower))"), width)
    } _: {
      put("1", 1)
      step("writeUnconstrainedInteger", place)
    }
  }

  func extensibleEnumeration(_ root: Int, _ storage: Storage, _ place: String) {
    let index = target == .swift ? "\(place).index" : place
    check(64)
    room(for: root.bitsToTellApart + 1)
    either("\(index) < \(root)") {
      put(target.widen(index), root.bitsToTellApart + 1)
    } _: {
      put("1", 1)
      step("writeSmallNumber", target == .swift ? "Int(\(index)) - \(root)" : "(long)\(index) - \(root)")
    }
  }

  /// A bit string of at most 56 bits whose number of bits stands before it.
  func bitString(_ lower: Int, _ upper: Int, _ place: String) {
    writeCount("\(place).count", lower, upper, false)
    check(80)
    lines.add(target.statement(target.context("writeBits", "&out", place)))
    pending = EncodeEmitter.settled
    unchecked += upper
  }

  func extensibleBits(_ root: Int, _ place: String) {
    let rare = { self.step("writeExtensibleBits", place, self.target.label("rootSize", "\(root)")) }
    guard root > 0, root < 56 else { return rare() }
    check(64)
    room(for: root + 1)
    either("\(place).count == \(root)") {
      put(target.right("\(place).bits", 64 - root), root + 1)
    } _: {
      rare()
    }
  }

  func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard let upper else { return step("writeUnboundedOctets", place) }
    writeCount("\(place).count", lower, upper, extensible)
    step("writeOctets", place, target.label("width", "\(width)"))
  }

  /// Writes a number of elements; where it is out of bounds the function is left.
  func writeCount(_ count: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    guard let upper else { return step("writeLength", count) }
    let width = (upper - lower + 1).bitsToTellApart + (extensible ? 1 : 0)
    check(64)
    room(for: width)
    let distance = fresh("n")
    lines.add(target.define(distance, "uint64_t", target.widen("\(count) \(target.minus) \(lower)")))
    if extensible {
      either("\(distance) <= \(upper - lower)") {
        put(distance, width)
      } _: {
        put("1", 1)
        step("writeLength", count)
      }
    } else {
      lines.add(target.openRarely("\(distance) > \(upper - lower)"))
      lines.add(target.statement("return \(target.written(target.context("giveUp")))"))
      lines.add("}")
      if width > 0 { put(distance, width) }
    }
  }

  func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ storage: Storage, _ place: String
  ) {
    guard case .list(let elementStorage) = storage else { return }
    writeCount("\(place).count", lower, upper, extensible)
    settle()
    let items = fresh("items")
    let index = fresh("i")
    if target == .swift {
      lines.add("if let \(items) = \(place).base {")
    } else {
      let type = TypeNames(target).name(elementStorage)
      lines.add("\(type) *const \(items) = (\(type) *)\(place).base;")
      lines.add("{")
    }
    lines.add(target.variable(index, "long", "0"))
    lines.add(target.open("while", "\(index) < \(place).count"))
    let before = unchecked
    unchecked = CodecEmitter.reach  // each round begins with a check, its own or that of the function it calls
    if !needsAddress(element) { check(64) }
    walk(element, elementStorage, "\(items)[\(index)]")
    flush()
    settle()
    lines.add(target.statement("\(index) = \(index) \(target.plus) 1"))
    lines.add("}")
    lines.add("}")
    unchecked = max(unchecked, before)
  }
}
