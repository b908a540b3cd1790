import Foundation

/// The text of the project's own sources.
struct SourceFile: Sendable {
  /// The path below the project's root.
  var path: String
  var lines: [Substring]

  /// The folder below `Sources` that is the target, such as `Edge/Scene`.
  var room: String {
    let parts = path.split(separator: "/").dropFirst()
    guard let first = parts.first else { return "" }
    if first == "Kernel" || first.hasPrefix("C") { return String(first) }
    return parts.prefix(2).joined(separator: "/")
  }

  /// The first part of ``room``.
  var floor: String { String(room.split(separator: "/").first ?? "") }
}

enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().standardizedFileURL

  /// All Swift files below a folder of the project.
  static func files(_ folder: String) -> [SourceFile] {
    let base = root.appending(path: folder)
    let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    // What a generator wrote is its own, and what was built or fetched is in hidden folders.
    return names.filter { $0.hasSuffix(".swift") && !$0.contains("/Generated/") && !$0.contains("/.") }.sorted()
      .compactMap { name in
        guard let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8) else { return nil }
        return SourceFile(
          path: "\(folder)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
  }
}

/// A function of a source file.
struct FunctionExtent {
  var name: String
  var line: Int
  var length: Int

  /// The functions and initialisers of a file. A body ends where a line closes at the depth at which it began.
  static func all(in file: SourceFile) -> [FunctionExtent] {
    var found: [FunctionExtent] = []
    for (index, line) in file.lines.enumerated() {
      let text = line.drop { $0 == " " }
      let isFunction = text.contains(/^([a-z@()]+ )*(func |init[(?<])/) && !text.hasPrefix("//")
      guard isFunction else { continue }
      let indent = String(repeating: " ", count: line.count - text.count)
      guard
        let end = file.lines[index...].firstIndex(where: {
          $0 == indent + "}" || ($0.hasPrefix(indent) && $0.hasSuffix("}") && $0.dropFirst(indent.count).first != " ")
        })
      else { continue }
      found.append(FunctionExtent(name: String(text.prefix(60)), line: index + 1, length: end - index + 1))
    }
    return found
  }
}
