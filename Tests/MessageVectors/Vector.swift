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
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
      let json = try JSONValue(parsing: String(line))
      guard let id = json["id"]?.text, let kind = json["kind"]?.text, let expect = json["expect"]?.text,
        let octets = json["hex"]?.text.flatMap({ [UInt8](hex: $0) })
      else { throw CocoaError(.fileReadCorruptFile) }
      return Vector(
        id: id, kind: kind, expect: expect, octets: octets,
        value: try json["value"].map { try SchemaValue(json: $0, as: type, of: schema) }, at: json["at"]?.text,
        prefixLength: json["prefix_len"]?.integer.map { Int($0) })
    }
  }

  /// Octets from hexadecimal digits; none for what is not an even number of them.
  public static func octets(hex: String) -> [UInt8] { [UInt8](hex: hex) ?? [] }
}
