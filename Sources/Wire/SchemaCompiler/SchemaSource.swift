/// One file of schema text.
public struct SchemaSource: Sendable {
  /// The name that errors give.
  public var name: String
  /// The text.
  public var text: String

  /// Makes a source.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The text as a dialect has it: where a line ends in `--% DIALECT: replacement`, the replacement stands for the line.
  ///
  /// Marks of other dialects are comments. The number of lines stays, so that errors point at the file's own lines.
  public func text(in dialect: String?) -> String {
    guard let dialect else { return text }
    let mark = "--% \(dialect):"
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
      guard let place = line.firstRange(of: mark) else { return line }
      return line[place.upperBound...]
    }
    return lines.joined(separator: "\n")
  }
}

/// What is wrong in a schema, and where.
public struct SchemaError: Error, Equatable, CustomStringConvertible {
  /// The file, the line and the column, both from 1.
  public var file: String
  public var line: Int
  public var column: Int
  /// One sentence.
  public var message: String

  public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
