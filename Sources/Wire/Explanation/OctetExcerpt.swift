/// The octets around a bit, sixteen a line, with a mark below the one that it is in.
public enum OctetExcerpt {
  /// The lines: those before and behind the marked one as far as there are any, addresses in hexadecimal, counted from
  /// the first octet. A bit behind the end is marked where the next octet would stand.
  public static func lines(_ octets: [UInt8], around bit: Int) -> [String] {
    let marked = min(max(bit / 8, 0), octets.count)
    let first = max(marked / 16 - 1, 0)
    let last = min(marked / 16 + 1, max(octets.count - 1, 0) / 16)
    var lines: [String] = []
    for row in first...max(last, marked / 16) {
      let start = row * 16
      lines.append(line(octets, start))
      guard start == marked / 16 * 16 else { continue }
      lines.append(String(repeating: " ", count: column(marked - start)) + "^^ " + place(bit, octets.count))
    }
    return lines
  }

  private static func place(_ bit: Int, _ count: Int) -> String {
    bit >= count * 8 ? "bit \(bit): behind the last octet" : "bit \(bit): octet \(bit / 8), its bit \(bit % 8) of 8"
  }

  /// Where the digits of an octet of a line begin; there is a gap in the middle.
  private static func column(_ place: Int) -> Int { 8 + place * 3 + (place >= 8 ? 1 : 0) }

  private static func line(_ octets: [UInt8], _ start: Int) -> String {
    let address = String(start, radix: 16)
    var text = String(repeating: "0", count: max(6 - address.count, 0)) + address + "  "
    var characters = ""
    for place in start..<min(start + 16, octets.count) {
      if place == start + 8 { text += " " }
      text += (octets[place] < 16 ? "0" : "") + String(octets[place], radix: 16) + " "
      characters.unicodeScalars.append((0x20...0x7e).contains(octets[place]) ? Unicode.Scalar(octets[place]) : ".")
    }
    return text + String(repeating: " ", count: max(column(16) - text.count, 0)) + " " + characters
  }
}
