public import Foundation
public import SchemaModel
public import Testing

/// A golden vector: one line of a file of them, a JSON object.
public struct Vector: Sendable, CustomTestStringConvertible {
  /// The name.
  public var id: String
  /// What it tries, such as `min` or `truncated`.
  public var kind: String
  /// What it demands: `ok`, `reject` and so on.
  public var expect: String
  /// The whole frame.
  public var octets: [UInt8]
  /// What it means, where it means anything.
  public var value: SchemaValue?
  /// Where the error is, for what is to be rejected.
  public var at: String?
  /// The length of the frame without trailing octets.
  public var prefixLength: Int?
  public var testDescription: String { id }

  /// The vectors of a file, read as values of a type of a schema.
  public static func load(_ url: URL, as type: Int, of schema: Schema) throws -> [Vector] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
      guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let id = object["id"] as? String, let kind = object["kind"] as? String,
        let expect = object["expect"] as? String, let hex = object["hex"] as? String
      else { throw CocoaError(.fileReadCorruptFile) }
      return Vector(
        id: id, kind: kind, expect: expect, octets: octets(hex: hex),
        value: object["value"].flatMap { SchemaValue(json: $0, as: type, of: schema) }, at: object["at"] as? String,
        prefixLength: object["prefix_len"] as? Int)
    }
  }

  /// Octets from hexadecimal digits.
  public static func octets(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    func nibble(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { nibble(digits[$0]) << 4 | nibble(digits[$0 + 1]) }
  }
}

extension SchemaValue {
  /// The JSON form as a tree, with the order of the schema; nil where it is not of the type.
  public init?(json any: Any, as type: Int, of schema: Schema) {
    guard let value = SchemaValue.tree(any, type, schema) else { return nil }
    self = value
  }

  private static func tree(_ any: Any, _ type: Int, _ schema: Schema) -> SchemaValue? {
    switch schema.types[type].kind {
    case .boolean: return (any as? Bool).map { .boolean($0) }
    case .integer: return (any as? NSNumber).map { .integer($0.int64Value) }
    case .enumerated: return (any as? String).map { .enumerated($0) }
    case .octetString: return (any as? String).map { .octets(Vector.octets(hex: $0)) }
    case .characterString, .utf8String: return (any as? String).map { .text($0) }
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
      guard let (name, value) = (any as? [String: Any])?.first else { return nil }
      if name == "unknown", let parts = value as? [String: Any], let octets = parts["octets"] as? String {
        return .unknown(index: (parts["index"] as? NSNumber)?.intValue ?? -1, octets: Vector.octets(hex: octets))
      }
      guard
        let entry = alternatives.first(where: { schema.types[$0.type].name == name })
      else { return nil }
      return tree(value, entry.type, schema).map { .choice(.init(name, $0)) }
    }
  }
}
