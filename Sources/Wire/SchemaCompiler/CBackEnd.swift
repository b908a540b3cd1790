import SchemaModel

/// Turns schema text into C: the reference that the speed of the Swift is measured against.
///
/// It is the same walk printed in other words: the same runs of bits, the same checks, the same arena. Only the schema
/// as it stands is printed, no dialect, and only what the root reaches.
public struct CBackEnd {
  private let model: CodecModel

  /// Compiles the schema.
  ///
  /// Throws ``SchemaError``.
  public init(sources: [SchemaSource], root: String) throws(SchemaError) {
    model = try CodecModel.make(sources: sources, dialects: [], roots: [root])
  }

  /// The files to write: name and contents.
  public func files() -> [(name: String, text: String)] {
    [("messages.h", header()), ("messages.c", source())]
  }

  private static let heading = "// Generated from the message schema. Edit the schema, not this file.\n"

  private var rootName: String { Naming.type(model.roots.first ?? "") }

  private func header() -> String {
    var emitter = CTypesEmitter(model: model)
    var text = CBackEnd.heading + CSupport.types
    let reachable = model.reachable(in: 0)
    for index in model.schemas[0].types.indices where reachable.contains(index) {
      let part = emitter.type(index)
      if !part.isEmpty { text += "\n" + part }
    }
    return text + CSupport.interface(root: rootName) + "\n#endif\n"
  }

  private func source() -> String {
    var (functions, model) = (CFunctions(), model)
    for (decoder, types) in model.emitters({ DecodeEmitter(target: .c, model: $0, dialect: $1) }) {
      for index in types { functions.add(decoder.function(for: index), returning: "long") }
    }
    for (encoder, types) in model.emitters({ EncodeEmitter(target: .c, model: $0, dialect: $1) }) {
      for index in types { functions.add(encoder.function(for: index), returning: "Written") }
    }
    return CBackEnd.heading + CSupport.functions
      + functions.text(called: ["decode_\(rootName)", "encode_\(rootName)"])
      + CSupport.entries(root: rootName)
  }
}

/// C functions in the order in which they were printed, of which only those that are called are kept.
private struct CFunctions {
  private var order: [String] = []
  private var heads: [String: String] = [:]
  private var bodies: [String: String] = [:]

  /// Takes the text of one or several functions, each of which begins with `static RESULT NAME(`.
  mutating func add(_ text: String, returning result: String) {
    for part in text.split(separator: "static \(result) ", omittingEmptySubsequences: true) {
      let name = String(part.prefix { $0 != "(" })
      let head = part.prefix { $0 != "{" }
      order.append(name)
      heads[name] = "static \(result) " + head.dropLast() + ";\n"
      bodies[name] = "\nstatic \(result) " + part
    }
  }

  /// The declarations and the functions that are reached from some.
  func text(called roots: [String]) -> String {
    var kept: Set<String> = []
    var waiting = roots
    while let name = waiting.popLast() {
      guard let body = bodies[name], kept.insert(name).inserted else { continue }
      let words = body.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
      waiting += words.filter { bodies[$0] != nil }
    }
    let chosen = order.filter(kept.contains)
    return "\n" + chosen.compactMap { heads[$0] }.joined() + chosen.compactMap { bodies[$0] }.joined()
  }
}
