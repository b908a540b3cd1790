import SchemaModel

// Runs of fixed bits: several fields in one store.
extension EncodeEmitter {
  func printRun() {
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

  func store(_ parts: [(value: String, width: Int)]) {
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

  func check(_ next: Int) {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.openRarely("pos > end"))
    lines.add(target.statement("fault = -1"))
    lines.add(target.statement("pos = 0"))
    lines.add("}")
    unchecked = 0
  }

  /// The bits of a field as an expression of 64 bits; prints the check of its range.
  func bits(_ field: BitField) -> String {
    switch field.meaning {
    case .marker:
      let mask = additionMask
      guard mask != 0 else { return target == .swift ? "UInt64(0)" : "0ull" }
      let test = target.isSet("\(field.place).presence", mask)
      return target == .swift ? "(\(test) ? UInt64(1) : UInt64(0))" : "((\(test)) ? 1ull : 0ull)"
    case .presence(let masks): return presence(field, masks)
    case .word: return raw(field)
    case .constant(let value): return target == .swift ? "UInt64(\(value))" : target.unsigned(value)
    case .number(let lower, let span): return number(field, lower, span)
    }
  }

  func raw(_ field: BitField) -> String {
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
  func fits(_ field: BitField) -> Bool {
    switch field.storage {
    case .integer(let bits, _), .octetWord(let bits), .bitSet(_, let bits), .enumeration(_, let bits):
      bits == field.width
    default: true
    }
  }

  func number(_ field: BitField, _ lower: Int64, _ span: UInt64) -> String {
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
}
