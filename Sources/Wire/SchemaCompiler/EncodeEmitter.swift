import SchemaModel

/// Prints straight-line encoders, the mirror of ``DecodeEmitter``.
///
/// An encoder gets the context, the bits that are pending and the value, and gives back the bits that are pending behind
/// it. What is written is gathered in a register, across optional components and calls, for as long as it is sure to fit;
/// only then the register is stored. Runs of 64 bits and more are stored as whole words.
final class EncodeEmitter: CodecEmitter, FunctionEmitter {
  var unchecked = 0
  /// The most bits that can be pending here.
  var pending = 0
  /// By type, what is unchecked and pending behind a call of its function.
  var tails: [Int: (unchecked: Int, pending: Int)] = [:]
  var scheduled: [(name: String, type: Int, member: MemberModel)] = []
  /// By owner, the presence bits of the additions behind its marker.
  var additionMasks: [String: UInt64] = [:]

  /// The most bits that may be pending at all, behind a store, and where a function is called.
  static let most = 63
  static let settled = 7
  static let atCall = 23

  /// The encoder of a sequence, a choice or a list.
  func function(for type: Int) -> String {
    lines = Lines()
    begin()
    scheduled = []
    let name = Naming.type(schema.types[type].name)
    head("encode\(suffix(type))", name, .encoding, value: TypeNames(target).name(model.storage(of: type, in: dialect)))
    body(of: type)
    foot(.encoding)
    tails[type] = (unchecked, pending)
    for item in scheduled {
      lines.blank()
      begin()
      head(item.name, name, .encoding)
      walk(item.type, item.member.storage, place(target.pointee("p"), item.member))
      flush()
      foot(.encoding)
    }
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
  private func begin() {
    beginFunction()
    unchecked = EncodeEmitter.atCall
    pending = EncodeEmitter.atCall
  }

  // MARK: What the walk asks for

  override func flush() { printRun() }

  override func isInPlace(_ type: Int) -> Bool {
    guard case .sequence(_, let additions, _) = schema.types[type].kind, additions.isEmpty else { return false }
    return moved.contains(key("encode", type))
  }

  override func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {
    nameMarker(structure, additions, owner)
  }

  override func beginPresence(
    _ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String
  ) -> String {
    writePresence(structure, root, masks, owner)
  }

  override func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {
    perhaps(target.isSet(presence, mask), body)
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

  // MARK: What is known of the position

  /// Prints a body that may be skipped.
  func perhaps(_ condition: String, _ body: () -> Void) {
    let before = (unchecked, pending)
    lines.add(target.open("if", condition))
    body()
    lines.add("}")
    (unchecked, pending) = (max(unchecked, before.0), max(pending, before.1))
  }

  /// Prints ways of which one is taken: behind them as much is unchecked and pending as behind the longest.
  func branches(_ ways: [() -> Void]) {
    let before = (unchecked, pending)
    var most = (0, 0)
    for way in ways {
      (unchecked, pending) = before
      way()
      most = (max(most.0, unchecked), max(most.1, pending))
    }
    (unchecked, pending) = most
  }

  /// Sees to it that so many bits can be appended.
  func room(for bits: Int) {
    if pending + bits > EncodeEmitter.most { settle() }
  }

  /// Stores what is pending.
  func settle() {
    guard pending > EncodeEmitter.settled else { return }
    lines.add(target.statement(target.onPending("settle")))
    pending = EncodeEmitter.settled
  }

  /// Appends up to 56 bits.
  func put(_ value: String, _ width: Int) {
    room(for: width)
    lines.add(target.statement(target.onPending("append", value, "\(width)")))
    pending += width
    unchecked += width
  }

  /// Begins anew where the position is beyond the end and could move out of the padding.
  func check(_ next: Int) {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.openRarely("out.next > end"))
    lines.add(target.statement("out = \(target.context("giveUp"))"))
    lines.add("}")
    unchecked = EncodeEmitter.most
  }
}
