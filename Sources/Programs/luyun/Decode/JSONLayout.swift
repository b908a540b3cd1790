/// JSON for people.
enum JSONLayout {
  /// JSON on one line with a line for each member instead.
  static func indented(_ text: String) -> String {
    var result = ""
    var depth = 0
    var isQuoted = false
    var previous: Unicode.Scalar = " "
    // A mark behind a quotation mark would be one character with it.
    for character in text.unicodeScalars {
      if character == "\"" && previous != "\\" { isQuoted.toggle() }
      if isQuoted || character == "\"" {
        result.unicodeScalars.append(character)
      } else {
        add(character, previous, &depth, &result)
      }
      // Two backslashes are one that is quoted, not one that quotes.
      previous = previous == "\\" && character == "\\" ? " " : character
    }
    return result
  }

  private static func add(
    _ character: Unicode.Scalar, _ previous: Unicode.Scalar, _ depth: inout Int, _ result: inout String
  ) {
    let line = { (depth: Int) in "\n" + String(repeating: "  ", count: depth) }
    switch character {
    case "{", "[":
      depth += 1
      result += String(character) + line(depth)
    case "}", "]":
      depth -= 1
      result += line(depth) + String(character)
    case ",": result += "," + line(depth)
    case " " where previous == ",": break
    default: result.unicodeScalars.append(character)
    }
  }
}
