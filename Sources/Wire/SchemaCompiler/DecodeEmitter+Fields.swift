import SchemaModel

// Runs of fixed bits: several fields from one load.
extension DecodeEmitter {
  func printRun() {
    let fields = run
    run = []
    for field in fields {
      if field.width > 57 {
        settle()
        check(64)
        store(field, "peekWord(base, pos)")
        move(by: 64)
        unchecked += 64
      } else {
        if field.width > 0 { need(field.width) }
        store(field, take(field.width))
      }
    }
  }

  func store(_ field: BitField, _ bits: String) {
    switch field.meaning {
    case .marker:
      lines.add(target.define(extended[field.place] ?? "", "uint64_t", bits))
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
