import SchemaModel

// Runs of fixed bits: several fields from one load.
extension DecodeEmitter {
  func printRun() {
    guard !run.isEmpty || carried != nil else { return }
    let fields = run
    run = []
    var (window, used) = carried ?? ("", 0)
    carried = nil
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

  func advance(_ bits: Int) {
    guard bits > 0 else { return }
    lines.add(target.statement("pos = pos \(target.plus) \(bits)"))
    unchecked += bits
  }

  func check(_ next: Int) {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.openRarely("pos > end"))
    lines.add(target.statement("fault = -1"))
    lines.add(target.statement("pos = end"))
    lines.add("}")
    unchecked = 0
  }

  func store(_ field: BitField, _ window: String, _ bits: String) {
    switch field.meaning {
    case .marker:
      lines.add(target.define(extended, "uint64_t", bits))
    case .presence(let masks):
      storePresence(field, masks, bits)
    case .word:
      assign(field, bits)
    case .constant: break  // only written
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

  func assign(_ field: BitField, _ value: String) {
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
}
