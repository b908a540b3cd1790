import SchemaModel

// Runs of fixed bits: several fields in one word.
extension EncodeEmitter {
  /// Some bits of a value: an expression whose higher bits are zero.
  struct Part {
    var value: String
    var width: Int
  }

  func printRun() {
    guard !run.isEmpty else { return }
    let fields = run
    run = []
    store(fields.filter { $0.width > 0 || !$0.isFull }.map { Part(value: bits($0), width: $0.width) })
  }

  /// Appends parts; where they do not fit into the register, as whole words first.
  private func store(_ parts: [Part]) {
    var rest = parts.filter { $0.width > 0 }
    var left = rest.reduce(0) { $0 + $1.width }
    if pending + left > EncodeEmitter.most {
      while left >= 64 {
        check(64)
        lines.add(target.statement(target.onPending("appendWord", word(take(64, from: &rest)))))
        unchecked += 64
        left -= 64
      }
      if left > 56 {
        append(take(left - 56, from: &rest))
        left = 56
      }
    }
    append(take(left, from: &rest))
  }

  private func append(_ parts: [Part]) {
    let width = parts.reduce(0) { $0 + $1.width }
    guard width > 0 else { return }
    check(64)
    put(word(parts), width)
  }

  /// Takes bits from the front of a row of parts.
  private func take(_ width: Int, from parts: inout [Part]) -> [Part] {
    var taken: [Part] = []
    var left = width
    while left > 0, let first = parts.first {
      parts.removeFirst()
      if first.width <= left {
        taken.append(first)
      } else {
        let name = fresh("b")
        lines.add(target.define(name, "uint64_t", first.value))
        let rest = first.width - left
        taken.append(Part(value: target.right(name, rest), width: left))
        let low = "(\(name) & \(target.unsigned(1 << UInt64(rest) - 1)))"
        parts.insert(Part(value: low, width: rest), at: 0)
      }
      left -= min(first.width, left)
    }
    return taken
  }

  /// Parts side by side, as the name of a word.
  private func word(_ parts: [Part]) -> String {
    let word = fresh("a")
    var left = parts.reduce(0) { $0 + $1.width }
    for (index, part) in parts.enumerated() {
      left -= part.width
      let value = target.left(part.value, left)
      let sum = index == 0 ? value : "\(word)_\(index - 1) | \(value)"
      lines.add(target.define("\(word)_\(index)", "uint64_t", sum))
    }
    return "\(word)_\(parts.count - 1)"
  }

  /// The bits of a field as an expression of 64 bits; prints the check of its range.
  func bits(_ field: BitField) -> String {
    switch field.meaning {
    case .marker:
      let mask = additionMasks[field.place] ?? 0
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

  /// The distance of a number from the lowest one; prints what of the check of its range the storage leaves to do.
  func number(_ field: BitField, _ lower: Int64, _ span: UInt64) -> String {
    if case .boolean = field.storage { return raw(field) }
    let storage = storedRange(field.storage)
    let value = lower == 0 ? raw(field) : "\(raw(field)) \(target.minus) \(target.unsigned(UInt64(bitPattern: lower)))"
    let isAbove = storage.map { $0.upperBound > lower &+ Int64(bitPattern: span) } ?? true
    let isBelow = storage.map { $0.lowerBound < lower } ?? true
    let name = fresh("v")
    lines.add(target.define(name, "uint64_t", value))
    var checks: [String] = []
    if isAbove { checks.append(target.signed("\(target.unsigned(span)) \(target.minus) \(name)")) }
    if isBelow { checks.append(target.signed(name)) }
    if !checks.isEmpty { lines.add(target.statement("fault |= \(checks.joined(separator: " | "))")) }
    return name
  }

  /// The numbers that a storage of at most 32 bits can hold.
  private func storedRange(_ storage: Storage) -> ClosedRange<Int64>? {
    switch storage {
    case .integer(let bits, true) where bits <= 32: return -(1 << Int64(bits - 1))...(1 << Int64(bits - 1) - 1)
    case .integer(let bits, false) where bits <= 32, .enumeration(_, let bits) where bits <= 32:
      return 0...(1 << Int64(bits) - 1)
    default: return nil
    }
  }
}
