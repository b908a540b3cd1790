import SchemaModel

// Values whose length is known only when the decoder runs.
extension DecodeEmitter {
  func readStep(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
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
  func marker(_ then: () -> Void, otherwise: () -> Void) {
    let window = fresh("w")
    lines.add(target.define(window, "uint64_t", "peekBits(base, pos)"))
    let before = unchecked
    lines.add(target.open("if", "\(target.right(window, 63)) != 0"))
    advance(1)
    then()
    let most = unchecked
    lines.add("} else {")
    unchecked = before
    carried = (window, 1)
    otherwise()
    flush()
    lines.add("}")
    unchecked = max(most, unchecked)
  }

  func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
    let unbounded = {
      self.lines.add(self.target.statement("\(place) = \(self.target.context("readUnconstrainedInteger", "&pos"))"))
      self.unchecked += 16
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

  func extensibleEnumeration(_ root: Int, _ additions: Int, _ storage: Storage, _ place: String) {
    let member = target == .swift ? ".index" : ""
    marker({
      lines.add(
        target.statement(
          "\(place)\(member) = "
            + target.context(
              "readUnknownEnumeration", "&pos", target.label("rootCount", "\(root)"),
              target.label("knownAdditions", "\(additions)"))))
      unchecked += 32
    }) {
      run.append(
        BitField(
          width: root.bitsToTellApart, meaning: .number(lower: 0, span: UInt64(root - 1)), place: place,
          storage: storage))
      flush()
    }
  }

  func bitString(_ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard extensible, lower == upper, lower < 57 else {
      lines.add(target.statement("\(place) = \(target.context("readExtendedBits", "&pos"))"))
      unchecked = 0
      return
    }
    marker({
      lines.add(target.statement("\(place) = \(target.context("readExtendedBits", "&pos"))"))
      unchecked += 16
    }) {
      let (window, used) = loaded()
      let top = target.left(target.right(target.left(window, used), 64 - lower), 64 - lower)
      lines.add(
        target.statement(
          target == .swift
            ? "\(place) = ExtensibleBits(bits: \(top), count: \(lower))" : "\(place) = extensibleBits(\(top), \(lower))"
        ))
      advance(used + lower)
    }
  }

  /// Bits at the position: those that were loaded before, or new ones; how many of them are used.
  func loaded() -> (window: String, used: Int) {
    if let carried {
      self.carried = nil
      return carried
    }
    let window = fresh("w")
    lines.add(target.define(window, "uint64_t", "peekBits(base, pos)"))
    return (window, 0)
  }

  func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
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

  func declareCount(_ name: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let isFixed = lower == upper && !extensible
    lines.add(isFixed ? target.define(name, "long", "\(lower)") : target.variable(name, "long", "\(lower)"))
  }

  /// Sets `name` to a number of elements, and a fault where it is out of bounds.
  func readCount(_ name: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let general = {
      self.lines.add(self.target.statement("\(name) = \(self.target.context("readLength", "&pos"))"))
      self.unchecked += 16
    }
    guard let upper else { return general() }
    let bounded = {
      let width = (upper - lower + 1).bitsToTellApart
      guard width > 0 else { return }
      let (window, used) = self.loaded()
      let bits = self.target.right(self.target.left(window, used), 64 - width)
      self.lines.add(self.target.statement("\(name) = \(self.target.index(bits)) \(self.target.plus) \(lower)"))
      self.advance(used + width)
      if upper - lower + 1 != 1 << width {
        self.lines.add(
          self.target.statement(
            "fault |= \(self.target == .swift ? "Int64(\(upper) &- \(name))" : "(int64_t)(\(upper) - \(name))")"))
      }
    }
    if extensible { marker(general, otherwise: bounded) } else { bounded() }
  }

  func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ storage: Storage, _ place: String
  ) {
    guard case .list(let elementStorage) = storage else { return }
    let count = fresh("n")
    let items = fresh("items")
    let index = fresh("i")
    let least = max(leastBits(element, of: schema), 1)
    lines.add(target.variable(count, "long", "\(lower)"))
    readCount(count, lower, upper, extensible)
    lines.add(target.openRarely("\(count) \(target.times) \(least) > end \(target.minus) pos"))
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

  func allocate(_ items: String, _ count: String, _ element: Storage, _ place: String) {
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
      lines.add("if (__builtin_expect(\(items) == NULL, 0)) {")
      lines.add("return end;")
      lines.add("}")
      lines.add("\(place).base = \(items);")
      lines.add("\(place).count = \(count);")
    }
  }
}
