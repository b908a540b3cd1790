/// Small pieces of HTML and SVG.
enum Markup {
  /// A text as it may stand between tags and in attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A number with a fixed count of decimals; a dash where there is none.
  static func number(_ value: Double?, _ places: Int) -> String { value.map { Score.decimal($0, places) } ?? "–" }

  /// A coordinate of a drawing.
  static func pixel(_ value: Double) -> String { Score.decimal(value, 1) }

  /// A word of the code as people write it: `emergencyVehicle` becomes "emergency vehicle".
  static func words(_ name: String) -> String {
    name.reduce(into: "") { text, letter in text += letter.isUppercase ? " " + letter.lowercased() : String(letter) }
  }

  /// A table; cells are markup already. The first column is text, the others are numbers unless `texts` names them.
  static func table(_ head: [String], _ rows: [[String]], texts: Set<Int> = [], id: String = "") -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      row.enumerated().map { place, cell in
        place == 0 || texts.contains(place) ? "<\(tag) class=\"text\">\(cell)</\(tag)>" : "<\(tag)>\(cell)</\(tag)>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
    return "<table\(id.isEmpty ? "" : " id=\"\(id)\"")><thead><tr>\(cells(head, "th"))</tr></thead>\n"
      + "<tbody>\(body)</tbody></table>"
  }

  /// A part of the page with a title and one sentence about it.
  static func card(_ title: String, _ note: String, _ content: String, isWide: Bool = false) -> String {
    "<section\(isWide ? " class=\"wide\"" : "")><h2>\(escaped(title))</h2>"
      + (note.isEmpty ? "" : "<p class=\"note\">\(escaped(note))</p>") + "\n\(content)</section>\n"
  }
}
