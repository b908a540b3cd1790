import Foundation

/// A frame that the codecs are measured with.
struct SampleMessage {
  var family: Family
  var name: String
  var octets: [UInt8]

  /// What it is called in the results: two families have messages of one name.
  var title: String { family == .csae ? name : "\(family.rawValue) \(name)" }

  /// The frames of a file: a name and hexadecimal octets a line; `#` begins a remark.
  static func load(_ path: String) throws -> [SampleMessage] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
      guard !line.hasPrefix("#") else { return nil }
      let words = line.split(separator: " ")
      guard words.count == 2 else { return nil }
      return SampleMessage(
        family: Family(file: path), name: String(words[0]), octets: SampleMessage.octets(String(words[1])))
    }
  }

  static func octets(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
  }
}
