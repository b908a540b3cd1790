import SchemaModel

/// Prints straight-line decoders.
///
/// A decoder gets the context, the bit position and where to put the value, and gives back the position behind it. It
/// never moves more than ``CodecEmitter/reach`` bits and one window beyond the last check, so that all loads stay within
/// the padding; what was wrong is gathered in one word and looked at once. A round of a list and a function begin with a
/// check. What skips or copies what the octets say the length of leaves the position at the end where that is too long,
/// so that nothing counts from further out, and a function that finds the position beyond the end gives up there.
final class DecodeEmitter: CodecEmitter, FunctionEmitter {
  var unchecked = 0
  /// The bits that were loaded ahead, if any.
  var window: BitWindow?
  /// Where the line of each window ends, for one that changes must be printed as a variable.
  var windowLines: [String: Int] = [:]
  /// How many branches there were, behind which of them bits were taken from the window, and the same as it was when the
  /// function was printed before.
  var joinCount = 0
  var joinsRead: Set<Int> = []
  var joinsToKeep: Set<Int>?
  /// By owner, the variable that has the marker bit.
  var extended: [String: String] = [:]
  var tails: [Int: Int] = [:]
  var scheduled: [(name: String, type: Int)] = []
  var additionMembers: [String: Int] = [:]
  var presenceNames: [String: String] = [:]
  var constants: [String: UInt64] = [:]
  var structures: [String: StructModel] = [:]

  // MARK: Functions

  /// The decoder of a sequence, a choice or a list.
  func function(for type: Int) -> String {
    let before = calls
    joinsToKeep = nil
    _ = printed(type)
    calls = before
    joinsToKeep = joinsRead
    return printed(type)
  }

  private func printed(_ type: Int) -> String {
    lines = Lines()
    joinCount = 0
    joinsRead = []
    begin()
    scheduled = []
    let name = Naming.type(schema.types[type].name)
    head("decode\(suffix(type))", name, .decoding, value: TypeNames(target).name(model.storage(of: type, in: dialect)))
    body(of: type)
    settle()
    foot(.decoding)
    tails[type] = unchecked
    for item in scheduled { addition(item.name, item.type, name) }
    return lines.text
  }

  /// What the function of a type does.
  private func body(of type: Int) {
    let place = target.pointee("p")
    switch schema.types[type].kind {
    case .choice: choice(type, place)
    case .sequence:
      walkSequence(type, place)
      flush()
    default: walk(type, model.storage(of: type, in: dialect), place)
    }
  }

  /// Begins a function.
  func begin() {
    beginFunction()
    unchecked = 0
    window = nil
    windowLines = [:]
  }

  // MARK: What the walk asks for

  override func flush() { printRun() }

  override func isInPlace(_ type: Int) -> Bool {
    guard case .sequence(_, let additions, _) = schema.types[type].kind, additions.isEmpty else { return false }
    return moved.contains(key("decode", type))
  }

  override func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    nameMarker(structure, additions, owner)
  }

  override func beginPresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    readPresence(structure, root, masks, owner)
  }

  override func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    branch(target.isSet(presence, mask), body)
  }

  override func extensions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    readAdditions(type, structure, additions, owner)
  }

  override func dynamic(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {
    readStep(type, kind, storage, place)
  }

  override func openType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {
    readOpenType(type, alternatives, selector, place)
  }
}

extension StructModel {
  /// The width of the presence set.
  var presenceBits: Int { presenceCount <= 8 ? 8 : presenceCount <= 16 ? 16 : presenceCount <= 32 ? 32 : 64 }
}
