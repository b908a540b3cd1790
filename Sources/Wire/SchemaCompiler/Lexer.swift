/// A word, number or sign of ASN.1 text, with the comments that stand before it.
struct Token: Equatable {
  enum Kind: Equatable {
    case word(String)
    case number(Int64)
    case sign(String)
    case end
  }

  var kind: Kind
  var line: Int
  var column: Int
  /// Comment lines directly before the token, without their dashes.
  var comments: [String] = []

  var text: String {
    switch kind {
    case .word(let word): word
    case .number(let number): String(number)
    case .sign(let sign): sign
    case .end: "the end of the file"
    }
  }
}

/// Cuts ASN.1 text (X.680 clause 12, as far as message schemas need it) into tokens.
struct Lexer {
  private let characters: [Character]
  private let file: String
  private var index = 0
  private var line = 1
  private var column = 1

  /// The longer before those that they begin with.
  private static let signs = ["::=", "...", "..", ".", ":", "[[", "]]", "{", "}", "(", ")", ",", ";", "|", "@"]

  init(_ text: String, file: String) {
    characters = Array(text)
    self.file = file
  }

  static func tokens(of text: String, file: String) throws(SchemaError) -> [Token] {
    var lexer = Lexer(text, file: file)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private var current: Character? { index < characters.count ? characters[index] : nil }

  private func looking(at text: String) -> Bool {
    index + text.count <= characters.count && String(characters[index..<index + text.count]) == text
  }

  private mutating func advance() {
    if characters[index] == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    index += 1
  }

  private mutating func next() throws(SchemaError) -> Token {
    let comments = skipSpace()
    var token = Token(kind: .end, line: line, column: column, comments: comments)
    guard let first = current else { return token }
    if first.isLetter || (first == "&" && index + 1 < characters.count && characters[index + 1].isLetter) {
      token.kind = .word(take { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "&" })
    } else if first.isNumber || (first == "-" && index + 1 < characters.count && characters[index + 1].isNumber) {
      advance()
      let digits = String(first) + take { $0.isNumber }
      guard let number = Int64(digits) else { throw failure("\(digits) is too large", token) }
      token.kind = .number(number)
    } else {
      guard let sign = Lexer.signs.first(where: looking(at:)) else {
        throw failure("'\(first)' does not belong here", token)
      }
      for _ in sign { advance() }
      token.kind = .sign(sign)
    }
    return token
  }

  private func failure(_ message: String, _ token: Token) -> SchemaError {
    SchemaError(file: file, line: token.line, column: token.column, message: message)
  }

  private mutating func take(while accept: (Character) -> Bool) -> String {
    var text = ""
    while let character = current, accept(character), !looking(at: "--") {
      text.append(character)
      advance()
    }
    return text
  }

  /// Skips white space and comments; gives back the comments of the last unbroken block.
  private mutating func skipSpace() -> [String] {
    var comments: [String] = []
    var lastLine = line
    while let character = current {
      if looking(at: "--") {
        if line > lastLine + 1 { comments = [] }
        lastLine = line
        comments.append(comment())
      } else if character.isWhitespace {
        advance()
      } else {
        break
      }
    }
    return line > lastLine + 1 ? [] : comments
  }

  private mutating func comment() -> String {
    advance()
    advance()
    var text = ""
    while let character = current, character != "\n" {
      if looking(at: "--"), !text.hasPrefix("%") {
        advance()
        advance()
        break
      }
      text.append(character)
      advance()
    }
    return String(text.drop { $0 == " " })
  }
}
