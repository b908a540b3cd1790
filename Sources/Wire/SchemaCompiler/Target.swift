/// The language that codecs are printed in. The two differ in words, not in what is done: the C back end exists to
/// measure the Swift against.
enum Target {
  case swift
  case c

  /// The value that a pointer points to.
  func pointee(_ pointer: String) -> String { self == .swift ? "\(pointer).pointee" : "(*\(pointer))" }

  /// The address of a place, to pass to a function.
  func address(_ place: String) -> String {
    if self == .swift, place.hasSuffix(".pointee") { return String(place.dropLast(8)) }
    return "&\(place)"
  }

  func statement(_ text: String) -> String { self == .swift ? text : text + ";" }

  func define(_ name: String, _ type: String, _ value: String) -> String {
    self == .swift ? "let \(name): \(swiftType(type)) = \(value)" : "const \(type) \(name) = \(value);"
  }

  func variable(_ name: String, _ type: String, _ value: String) -> String {
    self == .swift ? "var \(name): \(swiftType(type)) = \(value)" : "\(type) \(name) = \(value);"
  }

  private func swiftType(_ type: String) -> String {
    ["uint64_t": "UInt64", "int64_t": "Int64", "size": "Int", "long": "Int"][type] ?? type
  }

  func open(_ head: String, _ condition: String) -> String {
    self == .swift ? "\(head) \(condition) {" : "\(head) (\(condition)) {"
  }

  /// An `if` whose body is hardly ever run: a branch is foretold, where a conditional move would hold up what follows.
  func openRarely(_ condition: String) -> String {
    self == .swift ? "if _slowPath(\(condition)) {" : "if (__builtin_expect(\(condition), 0)) {"
  }

  /// A number of `bits` bits out of a wider unsigned one.
  func narrow(_ value: String, bits: Int, signed: Bool) -> String {
    if self == .swift { return "\(signed ? "Int" : "UInt")\(bits)(truncatingIfNeeded: \(value))" }
    return "(\(signed ? "int" : "uint")\(bits)_t)(\(value))"
  }

  /// A value of any integer type as 64 unsigned bits.
  func widen(_ value: String) -> String {
    self == .swift ? "UInt64(truncatingIfNeeded: \(value))" : "(uint64_t)(\(value))"
  }

  func signed(_ value: String) -> String { self == .swift ? "Int64(bitPattern: \(value))" : "(int64_t)(\(value))" }

  func index(_ value: String) -> String { self == .swift ? "Int(truncatingIfNeeded: \(value))" : "(long)(\(value))" }

  func left(_ value: String, _ count: Int) -> String {
    count == 0 ? value : self == .swift ? "(\(value) &<< \(count))" : "(\(value) << \(count))"
  }

  func right(_ value: String, _ count: Int) -> String {
    count == 0 ? value : self == .swift ? "(\(value) &>> \(count))" : "(\(value) >> \(count))"
  }

  func unsigned(_ value: UInt64) -> String { self == .swift ? "\(value)" : "\(value)ull" }

  func number(_ value: Int64) -> String {
    self == .swift ? "\(value)" : value == .min ? "INT64_MIN" : "\(value)ll"
  }

  var plus: String { self == .swift ? "&+" : "+" }
  var minus: String { self == .swift ? "&-" : "-" }
  var times: String { self == .swift ? "&*" : "*" }

  /// A call of a support function on the context.
  func context(_ function: String, _ arguments: String...) -> String { context(function, arguments) }

  func context(_ function: String, _ arguments: [String]) -> String {
    let list = arguments.joined(separator: ", ")
    if self == .swift { return "c.\(function)(\(list))" }
    return "\(function)(c\(list.isEmpty ? "" : ", " + list))"
  }

  /// A call of a support function on the bits that are pending.
  func onPending(_ function: String, _ arguments: String...) -> String {
    let list = arguments.joined(separator: ", ")
    if self == .swift { return "out.\(function)(\(list))" }
    return "\(function)(&out\(list.isEmpty ? "" : ", " + list))"
  }

  /// What an encoder gives back: in C, what fits into two registers.
  func written(_ pending: String) -> String { self == .swift ? pending : "written(\(pending))" }

  func openSwitch(_ value: String) -> String { self == .swift ? "switch \(value) {" : "switch (\(value)) {" }

  /// A condition that nearly always holds.
  func likely(_ condition: String) -> String {
    self == .swift ? "_fastPath(\(condition))" : "__builtin_expect(\(condition), 1)"
  }

  /// An argument with its Swift label.
  func label(_ name: String, _ value: String) -> String { self == .swift ? "\(name): \(value)" : value }

  func field(_ name: String) -> String { self == .swift ? "c.pointee.\(name)" : "c->\(name)" }

  func isSet(_ word: String, _ mask: UInt64) -> String {
    self == .swift ? "\(word) & \(mask) != 0" : "(\(word) & \(mask)ull) != 0"
  }
}

/// Text under construction.
struct Lines {
  private(set) var text = ""
  private var depth = 0

  mutating func add(_ line: String) {
    if line.first == "}" { depth -= 1 }
    text += String(repeating: "  ", count: max(depth, 0)) + line + "\n"
    if line.last == "{" { depth += 1 }
  }

  mutating func blank() { text += "\n" }

  /// How much text there is so far.
  var mark: Int { text.utf8.count }

  /// The text behind a mark.
  func text(from mark: Int) -> Substring { text[text.utf8.index(text.startIndex, offsetBy: mark)...] }

  /// Takes out the line that ends at a mark.
  mutating func removeLine(endingAt mark: Int) {
    let end = text.utf8.index(text.startIndex, offsetBy: mark)
    let start = text[..<end].dropLast().lastIndex(of: "\n") ?? text.startIndex
    text.removeSubrange(start..<text.index(before: end))
  }

  /// Replaces a word in the line that ends at a mark.
  mutating func replaceLine(endingAt mark: Int, _ old: String, _ new: String) {
    let end = text.utf8.index(text.startIndex, offsetBy: mark)
    let start = text[..<end].dropLast().lastIndex(of: "\n") ?? text.startIndex
    text.replaceSubrange(start..<end, with: text[start..<end].replacing(old, with: new))
  }
}
