import Foundation
import MessageVectors
import MessagesCSAE
import SchemaModel
import Testing

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

  static func dialect(of url: URL) -> Dialect {
    url.lastPathComponent.hasPrefix("csae53") ? .csae53_2020 : .ydt3709_2020
  }

  static func load(_ url: URL) throws -> [Vector] {
    let (schema, root) = MessageSchema.schema(of: dialect(of: url))
    return try Vector.load(url, as: root, of: schema)
  }
}
