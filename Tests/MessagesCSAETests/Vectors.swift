import Foundation
import MessagesCSAE
import SchemaModel
import Testing

/// Golden vectors: one JSON object a line.
struct Vector: Sendable, CustomTestStringConvertible {
  var id: String
  var dialect: Dialect
  var kind: String
  var expect: String
  var octets: [UInt8]
  var value: SchemaValue?
  var at: String?
  var prefixLength: Int?
  var testDescription: String { id }
}

enum Vectors {
  /// The vectors that this project carries.
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")

  /// A larger set beside the project or where LUYUN_SHARED points; nil where there is none.
  static let shared: URL? = {
    let root =
      ProcessInfo.processInfo.environment["LUYUN_SHARED"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
    let folder = root.standardizedFileURL.appending(path: "vectors")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasPrefix("csae") && $0.hasSuffix(".jsonl") }.sorted()
  }

  static func load(_ url: URL) throws -> [Vector] {
    let dialect: Dialect = url.lastPathComponent.hasPrefix("csae53") ? .csae53_2020 : .ydt3709_2020
    let (schema, root) = MessageSchema.schema(of: dialect)
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
      guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let id = object["id"] as? String, let kind = object["kind"] as? String,
        let expect = object["expect"] as? String, let hex = object["hex"] as? String
      else { throw CocoaError(.fileReadCorruptFile) }
      return Vector(
        id: id, dialect: dialect, kind: kind, expect: expect, octets: octets(hex: hex),
        value: object["value"].flatMap { tree($0, root, schema) }, at: object["at"] as? String,
        prefixLength: object["prefix_len"] as? Int)
    }
  }

  static func octets(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    func nibble(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { nibble(digits[$0]) << 4 | nibble(digits[$0 + 1]) }
  }

  /// The JSON form as a tree, with the order of the schema.
  static func tree(_ any: Any, _ type: Int, _ schema: Schema) -> SchemaValue? {
    switch schema.types[type].kind {
    case .boolean: return (any as? Bool).map { .boolean($0) }
    case .integer: return (any as? NSNumber).map { .integer($0.int64Value) }
    case .enumerated: return (any as? String).map { .enumerated($0) }
    case .octetString: return (any as? String).map { .octets(octets(hex: $0)) }
    case .characterString: return (any as? String).map { .text($0) }
    case .bitString: return (any as? String).map { .bits($0) }
    case .list(_, _, _, let element):
      return (any as? [Any]).map { .list($0.compactMap { tree($0, element, schema) }) }
    case .sequence(let root, let additions, _):
      guard let object = any as? [String: Any] else { return nil }
      return .sequence(
        (root + additions).compactMap { field in
          object[field.name].flatMap { tree($0, field.type, schema) }.map { .init(field.name, $0) }
        })
    case .choice(let root, let additions, _):
      guard let (name, value) = (any as? [String: Any])?.first,
        let field = (root + additions).first(where: { $0.name == name })
      else { return nil }
      return tree(value, field.type, schema).map { .choice(.init(name, $0)) }
    case .openType(_, let alternatives):
      guard let (name, value) = (any as? [String: Any])?.first,
        let entry = alternatives.first(where: { schema.types[$0.type].name == name })
      else { return nil }
      return tree(value, entry.type, schema).map { .choice(.init(name, $0)) }
    }
  }
}
