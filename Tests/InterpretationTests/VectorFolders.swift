import Foundation
import Interpretation
import SchemaModel

/// A vector as far as these tests look at it.
struct VectorLine: Sendable {
  var id: String
  var expect: String
  var octets: [UInt8]
  var dialect: MessageDialect
}

/// The golden vectors of all dialects, which stand with the tests of their messages.
enum VectorFolders {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// The files with the dialect that they are of.
  static let files: [(url: URL, dialect: MessageDialect)] = {
    var files: [(url: URL, dialect: MessageDialect)] = []
    for (folder, dialects) in [
      ("MessagesCSAETests", [("csae157", MessageDialect.ydt3709_2020), ("csae53", .csae53_2020)]),
      ("MessagesSAETests", [("sae", .saeJ2735)]), ("MessagesETSITests", [("etsi", .etsiITS)]),
    ] {
      let url = tests.appending(path: folder).appending(path: "Vectors")
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
      for name in names where name.hasSuffix(".jsonl") {
        guard let dialect = dialects.first(where: { name.hasPrefix($0.0) })?.1 else { continue }
        files.append((url.appending(path: name), dialect))
      }
    }
    return files
  }()

  /// The vectors that decode without anything left over.
  static func good() throws -> [VectorLine] {
    try files.flatMap { file in
      try String(contentsOf: file.url, encoding: .utf8).split(separator: "\n").compactMap { line in
        let json = try JSONValue(parsing: String(line))
        guard let id = json["id"]?.text, let expect = json["expect"]?.text, expect == "ok",
          let octets = json["hex"]?.text.flatMap({ [UInt8](hex: $0) })
        else { return nil }
        return VectorLine(id: id, expect: expect, octets: octets, dialect: file.dialect)
      }
    }
  }
}
