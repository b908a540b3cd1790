import SchemaModel

/// Prints straight-line encoders, the mirror of ``DecodeEmitter``.
///
/// An encoder gets the context, the bit position and the value, and gives back the position behind it. Neighbouring
/// fields are put together in a register and stored up to 56 bits at a time.
final class EncodeEmitter: CodecEmitter, FunctionEmitter {
  var unchecked = 0
  var baseLine = 0
  var faultLine = 0
  var tails: [Int: Int] = [:]
  var scheduled: [(name: String, type: Int, member: MemberModel)] = []
  var presenceMasks: [String: (structure: StructModel, constant: UInt64)] = [:]
  var additionMask: UInt64 = 0

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

  func head(_ function: String, _ value: String) {
    if target == .swift {
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
      baseLine = lines.mark
      lines.add("const long end = c->end;")
      lines.add("long pos = start;")
      lines.add("int64_t fault = 0;")
      faultLine = lines.mark
    }
    lines.add(target.openRarely("pos > end"))
    lines.add(target.statement("\(target.field("fault")) = -1"))
    lines.add(target.statement("return 0"))
    lines.add("}")
  }

  func foot() {
    // A function that checks nothing itself says so, for the compiler warns of a variable that stays as it is.
    if target == .swift, !lines.text(from: faultLine).contains(" fault ") {
      lines.replaceLine(endingAt: faultLine, "var fault", "let fault")
    }
    if !lines.text(from: faultLine).contains("(base") {
      if target == .swift {
        lines.replaceLine(endingAt: baseLine, "let base", "_")
      } else {
        lines.removeLine(endingAt: baseLine)
      }
    }
    lines.add(target.statement("\(target.field("fault")) |= fault"))
    lines.add(target.statement("return pos"))
    lines.add("}")
  }

  // MARK: What the walk asks for

  override func flush() { printRun() }

  override func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    nameMarker(structure, additions, owner)
  }

  override func beginPresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    writePresence(structure, root, masks, owner)
  }

  override func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    printOptional(presence, mask, body)
  }

  override func extensions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    writeAdditions(type, structure, additions, owner)
  }

  override func dynamic(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    writeStep(type, kind, storage, place)
  }

  override func openType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    writeOpenType(type, alternatives, selector, place)
  }
}
