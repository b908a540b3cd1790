/// How names of the schema become names of generated code.
enum Naming {
  /// Words that Swift keeps for itself where a member or case is declared.
  private static let reserved: Set<String> = [
    "default", "private", "public", "internal", "return", "self", "init", "in", "is", "as", "for", "while", "repeat",
    "switch", "case", "class", "struct", "enum", "protocol", "extension", "func", "var", "let", "import", "operator",
    "true", "false", "nil", "throw", "try", "catch", "where", "do", "else", "if", "guard", "break", "continue",
    "static",
    "subscript", "super", "Type", "Self", "description", "index",
  ]

  /// `LaneAttributes-Vehicle` becomes `LaneAttributesVehicle`, `RTCMcorrections.corrections` `RTCMcorrectionsCorrections`.
  static func type(_ name: String) -> String {
    name.split(whereSeparator: { $0 == "-" || $0 == "." || $0 == "[" || $0 == "]" }).map(capitalised).joined()
  }

  /// `inLinks-ex` becomes `inLinksEx`; digits on both sides of a hyphen stay apart: `prec0-1deg` is `prec0_1deg`.
  static func member(_ name: String) -> String {
    if name.hasPrefix("[[") { return "additionGroup" + name.filter(\.isNumber) }
    var result = ""
    for part in name.split(separator: "-") {
      if let last = result.last {
        result += last.isNumber && part.first?.isNumber == true ? "_" + part : capitalised(part)
      } else {
        result = lowered(part)
      }
    }
    return result
  }

  /// The member as it is written where it is declared.
  static func declared(_ name: String) -> String { reserved.contains(name) ? "`\(name)`" : name }

  /// Words that C keeps for itself and that a schema may use for a component.
  private static let reservedInC: Set<String> = [
    "auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
    "float", "for", "goto", "if", "inline", "int", "long", "register", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "kind", "presence", "unknown",
  ]

  /// The member as it is written in C.
  static func inC(_ name: String) -> String { reservedInC.contains(name) ? name + "_" : name }

  private static func capitalised(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  /// The first letter small; an abbreviation at the start small as a whole: `TestMsg` is `testMsg`, `CLPMM` is `clpmm`.
  private static func lowered(_ word: Substring) -> String {
    let capitals = word.prefix { $0.isUppercase }
    if capitals.count == word.count || capitals.count <= 1 {
      return capitals.lowercased() + word.dropFirst(capitals.count)
    }
    return capitals.dropLast().lowercased() + word.dropFirst(capitals.count - 1)
  }
}
