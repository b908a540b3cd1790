import SchemaModel

// Values whose length is known only when the encoder runs.
extension EncodeEmitter {
  func writeStep(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
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
    case .utf8String: string(8, 0, nil, false, place)
    case .list(let lower, let upper, let extensible, let element):
      list(lower, upper, extensible, element, storage, place)
    default: break
    }
  }

  func put(_ value: String, _ width: Int) {
    lines.add(target.statement("pokeBits(base, pos, \(value), \(width))"))
    lines.add(target.statement("pos = pos \(target.plus) \(width)"))
    unchecked += width
  }

  func dynamicInteger(_ lower: Int64?, _ upper: Int64?, _ extensible: Bool, _ place: String) {
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

  func extensibleEnumeration(_ root: Int, _ storage: Storage, _ place: String) {
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

  func string(_ width: Int, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ place: String) {
    guard let upper else {
      lines.add(target.statement(target.context("writeUnboundedOctets", "&pos", place)))
      unchecked = CodecEmitter.reach
      return
    }
    writeCount("\(place).count", lower, upper, extensible)
    lines.add(target.statement(target.context("writeOctets", "&pos", place, target.label("width", "\(width)"))))
    unchecked = CodecEmitter.reach
  }

  func writeCount(_ count: String, _ lower: Int, _ upper: Int?, _ extensible: Bool) {
    let general = target.statement(target.context("writeLength", "&pos", count))
    guard let upper else { return lines.add(general) }
    let outside = "\(count) < \(lower) || \(count) > \(upper)"
    let width = (upper - lower + 1).bitsToTellApart + (extensible ? 1 : 0)
    lines.add(target.openRarely(outside))
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

  func list(
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
}
