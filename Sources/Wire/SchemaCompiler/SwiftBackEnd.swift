import SchemaModel

/// Turns schema text into Swift source files.
public struct SwiftBackEnd {
  private var model: CodecModel

  /// Compiles the schema. `dialects` are the names that follow `--%` in it; of a dialect only what is reached from the
  /// types called `roots` gets code of its own. The Swift names of types begin with `prefix`.
  ///
  /// Throws ``SchemaError`` for the text as it stands or for one of the dialects, and for a root that it does not have.
  public init(sources: [SchemaSource], dialects: [String], roots: [String], prefix: String = "") throws(SchemaError) {
    model = try CodecModel.make(sources: sources, dialects: dialects, roots: roots, prefix: prefix)
  }

  /// The files to write: name and contents.
  public mutating func files() -> [(name: String, text: String)] {
    [
      ("MessageTypes.swift", types()),
      ("MessageDecoders.swift", decoders()),
      ("MessageEncoders.swift", encoders()),
      ("MessageValues.swift", values()),
      ("MessageSchemas.swift", schemas()),
    ]
  }

  private static let heading = "// Generated from the message schema. Edit the schema, not this file.\n"

  private func types() -> String {
    var emitter = SwiftTypesEmitter(model: model)
    var text = SwiftBackEnd.heading + "public import PackedEncoding\n"
    for index in model.schemas[0].types.indices {
      let part = emitter.type(index)
      if !part.isEmpty { text += "\n" + part }
    }
    return text
  }

  private mutating func decoders() -> String {
    functions("decode") { DecodeEmitter(target: .swift, model: $0, dialect: $1) }
  }

  private mutating func encoders() -> String {
    functions("encode") { EncodeEmitter(target: .swift, model: $0, dialect: $1) }
  }

  /// All functions of one direction. One that no dialect calls in more than one place is printed to be inlined, which a
  /// C compiler does of itself: the position and what was read then stay in registers.
  private mutating func functions<Emitter: FunctionEmitter>(
    _ verb: String, _ make: (CodecModel, Int) -> Emitter
  ) -> String {
    var printed: [(type: String, name: String, text: String)] = []
    var calls: [String: Int] = [:]
    for (dialect, (emitter, types)) in model.emitters(make).enumerated() {
      for root in model.roots(in: dialect) { _ = emitter.function(verb, root) }  // called by hand
      for index in types {
        let type = Naming.type(model.schemas[dialect].types[index].name)
        printed.append((type, "\(type).\(verb)\(emitter.suffix(index))", emitter.function(for: index)))
      }
      calls.merge(emitter.calls, uniquingKeysWith: max)
    }
    var text = SwiftBackEnd.heading + "import PackedEncoding\n"
    for (type, name, body) in printed {
      let attribute = calls[name] == 1 ? "  @inline(__always)\n" : ""
      text += "\nextension \(type) {\n\(attribute)\(body)}\n"
    }
    return text
  }

  private mutating func values() -> String {
    var text = SwiftBackEnd.heading + "import PackedEncoding\nimport SchemaModel\n"
    for dialect in model.schemas.indices {
      var emitter = ValueEmitter(model: model, dialect: dialect)
      for index in model.ownTypes(of: dialect) {
        switch model.schemas[dialect].types[index].kind {
        case .sequence, .choice, .openType: break
        default: continue
        }
        text += "\nextension \(Naming.type(model.schemas[dialect].types[index].name)) {\n"
        text += emitter.function(for: index) + "}\n"
      }
    }
    return text
  }

  private func schemas() -> String {
    var text =
      SwiftBackEnd.heading + "\n/// The resolved schemas as text, one line a type, by dialect.\nenum SchemaTexts {\n"
    for (index, schema) in model.schemas.enumerated() {
      let name = index == 0 ? "base" : "dialect" + model.suffixes[index]
      text += "  static let \(name) = #\"\"\"\n"
      text += CodecModel.named(schema, model.schemaName).text.split(separator: "\n").map { "    \($0)\n" }.joined()
      text += "    \"\"\"#\n"
    }
    return text + "}\n"
  }
}

extension CodecModel {
  /// Compiles sources and dialects into a model.
  static func make(
    sources: [SchemaSource], dialects: [String], roots: [String], prefix: String = ""
  ) throws(SchemaError) -> CodecModel {
    var schemas = [try Resolver.resolve(sources, isGenerated: true)]
    for root in roots where schemas[0].index(of: root) == nil {
      let message = "no type is called \(root), as one that messages are decoded as"
      throw SchemaError(file: sources.first?.name ?? "", line: 1, column: 1, message: message)
    }
    for dialect in dialects { schemas.append(try Resolver.resolve(sources, dialect: dialect, isGenerated: true)) }
    let suffixes = [""] + dialects.map { Naming.type($0.replacing("csae", with: "CSAE")) }
    var model = CodecModel(
      schemas: schemas, suffixes: suffixes, notes: try Resolver.notes(sources), prefix: prefix)
    model.roots = roots.map { prefix.isEmpty ? $0 : "\(prefix).\($0)" }
    return model
  }

  /// The places of the roots that a dialect has.
  func roots(in dialect: Int) -> [Int] { roots.compactMap { schemas[dialect].index(of: $0) } }

  /// The types that a message can contain, the roots included.
  func reachable(in dialect: Int) -> Set<Int> {
    var found: Set<Int> = []
    var waiting = roots(in: dialect)
    while let type = waiting.popLast() {
      guard found.insert(type).inserted else { continue }
      switch schemas[dialect].types[type].kind {
      case .list(_, _, _, let element): waiting.append(element)
      case .sequence(let root, let additions, _), .choice(let root, let additions, _):
        waiting += (root + additions).map(\.type)
      case .openType(_, let alternatives): waiting += alternatives.map(\.type)
      default: break
      }
    }
    return found
  }

  /// The types that a dialect has code of its own for: all of the first, what differs in others.
  mutating func ownTypes(of dialect: Int) -> [Int] {
    let all = Array(schemas[dialect].types.indices)
    guard dialect > 0 else { return all }
    let reachable = reachable(in: dialect)
    var own: [Int] = []
    for index in all where reachable.contains(index) && isVariant(index, in: dialect) { own.append(index) }
    return own
  }

  /// Whether a type gets functions of its own: sequences, choices and lists in open types do. Open types and all other
  /// lists are coded where they stand.
  func isCoded(_ type: Int, in dialect: Int) -> Bool {
    switch schemas[dialect].types[type].kind {
    case .sequence, .choice: true
    case .list: openLists[dialect].contains(type)
    default: false
    }
  }
}
