import SchemaModel

/// Prints straight-line encoders, the mirror of ``DecodeEmitter``.
///
/// An encoder gets the context, the bit position and the value, and gives back the position behind it. Neighbouring
/// fields are put together in a register and stored up to 56 bits at a time.
final class EncodeEmitter: CodecEmitter, FunctionEmitter {
  var unchecked = 0
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
    head("encode\(suffix(type))", name, .encoding)
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
      head(item.name, name, .encoding)
      walk(item.type, item.member.storage, place(target.pointee("p"), item.member))
      flush()
      foot()
    }
    return lines.text
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
