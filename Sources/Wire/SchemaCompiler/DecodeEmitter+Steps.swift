import SchemaModel

// Values whose length is known only when the decoder runs.
extension DecodeEmitter {
  func readStep(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    switch kind {
    case .choice where isSmallChoice(type): choice(type, place)
    case .sequence where isInPlace(type):
      walkSequence(type, place)
      flush()
    case .sequence, .choice: call(type, place)
    case .integer(let lower, let upper, let extensible): dynamicInteger(lower, upper, extensible, place)
    case .enumerated(let root, let additions, _): extensibleEnumeration(root.count, additions.count, storage, place)
    case .bitString(let lower, let upper, let extensible, _): bitString(lower, upper, extensible, place)
    case .octetString(let lower, let upper, let extensible): string(8, lower, upper, extensible, place)
    case .characterString(let lower, let upper, let extensible): string(7, lower, upper, extensible, place)
    case .utf8String: string(8, 0, nil, false, place)
    case .list(let lower, let upper, let extensible, let element):
      list(lower, upper, extensible, element, storage, place)
    default: break
    }
  }

  private func call(_ type: Int, _ place: String) {
    settle()  // what is called checks the position itself
    movable.insert(key("decode", type))
    lines.add(target.statement("pos = \(function("decode", type))(c, pos, \(target.address(place)))"))
    unchecked = tails[type] ?? CodecEmitter.reach
  }

  func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
    let unbounded = { (at: String) in
      self.lines.add(self.target.statement("\(place) = \(self.target.context("readUnconstrainedInteger", "&\(at)"))"))
    }
    guard extensible, let lower, let upper, bitsOfRange(lower, upper) <= 56 else {
      settle()
      check(64)
      unbounded("pos")
      unchecked += 16
      return
    }
    marker(bitsOfRange(lower, upper), reach: 16, unbounded) {
      run.append(
        BitField(
          width: bitsOfRange(lower, upper),
          meaning: .number(lower: lower, span: UInt64(bitPattern: upper &- lower)), place: place,
          storage: .integer(bits: 64, signed: true)))
    }
  }

  func extensibleEnumeration(_ root: Int, _ additions: Int, _ storage: Storage, _ place: String) {
    let member = target == .swift ? ".index" : ""
    marker(
      root.bitsToTellApart, reach: 40,
      { at in
        lines.add(
          target.statement(
            "\(place)\(member) = "
              + target.context(
                "readUnknownEnumeration", "&\(at)", target.label("rootCount", "\(root)"),
                target.label("knownAdditions", "\(additions)"))))
      },
      otherwise: {
        run.append(
          BitField(
            width: root.bitsToTellApart, meaning: .number(lower: 0, span: UInt64(root - 1)), place: place,
            storage: storage))
      })
  }

  func bitString(_ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    if let upper, !extensible {
      let count = fresh("n")
      declareCount(count, lower, upper, false)
      readCount(count, lower, upper, false)
      settle()
      lines.add(target.statement("\(place) = \(target.context("readBits", "&pos", target.label("count", count)))"))
      unchecked = 0
      return
    }
    let unbounded = { (at: String) in
      self.lines.add(self.target.statement("\(place) = \(self.target.context("readExtendedBits", "&\(at)"))"))
    }
    guard extensible, lower == upper, lower < 57 else {
      settle()
      check(64)
      unbounded("pos")
      unchecked = 16
      return
    }
    marker(lower, reach: 16, unbounded) {
      let top = target.left(take(lower), 64 - lower)
      lines.add(
        target.statement(
          target == .swift
            ? "\(place) = ExtensibleBits(bits: \(top), count: \(lower))" : "\(place) = extensibleBits(\(top), \(lower))"
        ))
    }
  }

  func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard let upper else {
      settle()
      check(64)
      lines.add(target.statement("\(place) = \(target.context("readUnboundedOctets", "&pos"))"))
      unchecked = 0
      return
    }
    let count = fresh("n")
    declareCount(count, lower, upper, extensible)
    readCount(count, lower, upper, extensible)
    settle()
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
    let general = { (at: String) in
      self.lines.add(self.target.statement("\(name) = \(self.target.context("readLength", "&\(at)"))"))
    }
    guard let upper else {
      settle()
      check(64)
      general("pos")
      unchecked += 16
      return
    }
    let width = (upper - lower + 1).bitsToTellApart
    let bounded = {
      guard width > 0 else { return }
      self.need(width)
      let bits = self.take(width)
      self.lines.add(self.target.statement("\(name) = \(self.target.index(bits)) \(self.target.plus) \(lower)"))
      if upper - lower + 1 != 1 << width {
        self.lines.add(
          self.target.statement(
            "fault |= \(self.target == .swift ? "Int64(\(upper) &- \(name))" : "(int64_t)(\(upper) - \(name))")"))
      }
    }
    if extensible { marker(width, reach: 16, general, otherwise: bounded) } else { bounded() }
  }

  func list(
    _ lower: Int, _ upper: Int?, _ extensible: Bool, _ element: Int, _ storage: Storage, _ place: String
  ) {
    guard case .list(let elementStorage) = storage else { return }
    let count = fresh("n")
    let items = fresh("items")
    let index = fresh("i")
    let least = max(leastBits(element, of: schema), 1)
    declareCount(count, lower, upper, extensible)
    readCount(count, lower, upper, extensible)
    settle()
    lines.add(target.openRarely("\(count) \(target.times) \(least) > end \(target.minus) pos"))
    giveUp()
    lines.add("}")
    allocate(items, count, elementStorage, place)
    lines.add(target.variable(index, "long", "0"))
    lines.add(target.open("while", "\(index) < \(count)"))
    unchecked = CodecEmitter.reach  // each round begins with a check, its own or that of the function it calls
    walk(element, elementStorage, "\(items)[\(index)]")
    flush()
    settle()
    lines.add(target.statement("\(index) = \(index) \(target.plus) 1"))
    lines.add("}")
    unchecked = CodecEmitter.reach
  }

  func allocate(_ items: String, _ count: String, _ element: Storage, _ place: String) {
    let type = TypeNames(target).name(element)
    if target == .swift {
      lines.add("guard let \(items) = c.allocate(\(count), of: \(type).self) else { return end }")
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
