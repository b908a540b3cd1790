import Foundation
import Testing

@Suite("what a machine can check of the house's rules")
struct TidyTests {
  /// The floors, the lowest first. A room imports rooms of lower floors, and of its own only those listed before it.
  private static let floors: [[String]] = [
    ["Kernel"],
    [
      "PackedEncoding", "SchemaModel", "SchemaCompiler", "MessagesCSAE", "MessagesSAE", "MessagesETSI", "CZlib",
      "Recording", "Framing", "Explanation", "Interpretation", "Conformance",
    ],
    ["RoadModel", "TierModel", "TierProtocol", "Delivery"],
    ["Ingest", "Scene", "Prediction", "Traffic", "Egress", "EdgeCore"],
    ["RegionCore", "CenterCore"],
    ["Scoring", "Worlds", "Mutations", "City"],
    [
      "CLinuxShim", "LinuxIO", "Telemetry", "Store", "Fabric", "CityStore", "EdgeHost", "CityHost", "Gateway",
    ],
    ["luyun", "Cosim", "MutationCommand", "SimulationCommand"],
  ]

  /// Rooms that see no encoding and no machine: only these modules.
  private static let narrow: [String: Set<String>] = [
    "Kernel": [], "RoadModel": ["Kernel"], "Scene": ["Kernel", "RoadModel"],
    "Prediction": ["Kernel", "RoadModel"],
    "Traffic": ["Kernel", "RoadModel"], "Scoring": ["Kernel", "RoadModel"],
    "Worlds": ["Kernel", "RoadModel", "Scene", "Scoring"], "Delivery": ["Kernel", "TierModel"],
    "RegionCore": ["Kernel", "RoadModel", "TierModel"], "CenterCore": ["Kernel", "RoadModel", "TierModel"],
    "PackedEncoding": [], "SchemaModel": ["PackedEncoding"], "SchemaCompiler": ["SchemaModel"],
    "Explanation": ["SchemaModel"],
  ]

  private static func imports(_ file: SourceFile) -> [String] {
    file.lines.compactMap { line in
      line.firstMatch(of: /^(?:public |package |@testable )?import (?:struct |enum )?(\w+)/).map { String($0.1) }
    }
  }

  @Test("a room imports only floors below its own")
  func floors() {
    let order = TidyTests.floors.joined()
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
    for file in SourceTree.files("Sources") {
      let room = String(file.room.split(separator: "/").last ?? "")
      guard let own = place[room] else { continue }
      for module in TidyTests.imports(file) {
        if let other = place[module] {
          #expect(other < own, "\(file.path) imports \(module), which lies above: move what is shared to a lower room")
        }
        if let allowed = TidyTests.narrow[room], place[module] != nil {
          #expect(allowed.contains(module), "\(file.path) imports \(module): \(room) knows only \(allowed.sorted())")
        }
      }
    }
  }

  @Test("nothing below the machine floor reads a clock, the system's randomness, a file or a thread")
  func purity() {
    let forbidden: [(Regex<Substring>, String)] = [
      (/import (?:Foundation|Glibc|Dispatch|Synchronization)\b/, "system modules belong to Machine and Programs"),
      (/\bDate\(\)|ContinuousClock|SuspendingClock|clock_gettime/, "time comes in as an argument"),
      (/\.random\(|SystemRandomNumberGenerator|UUID\(\)/, "randomness comes in as a seeded generator"),
      (/\basync\b|\bawait\b|\bTask\b/, "a core is single-threaded and waits for nothing"),
    ]
    let exempt = ["Sources/Wire/SchemaCompilerCommand/", "Sources/Wire/SchemaPlugin/"]
    for file in SourceTree.files("Sources") where !["Machine", "Programs"].contains(file.floor) {
      guard !exempt.contains(where: file.path.hasPrefix) else { continue }
      for (number, line) in file.lines.enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        for (pattern, reason) in forbidden where line.contains(pattern) {
          Issue.record("\(file.path):\(number + 1): \(line): \(reason)")
        }
      }
    }
  }

  @Test("nothing is forced, unfinished or ends the program")
  func force() {
    let forbidden = /try!|\bas!|fatalError\(|TODO|FIXME|XXX|unimplemented/
    for file in SourceTree.files("Sources") {
      for (number, line) in file.lines.enumerated() where line.contains(forbidden) {
        Issue.record("\(file.path):\(number + 1): \(line): give a typed error, or a proof that it cannot happen")
      }
    }
  }

  @Test("what is not checked for data races says why it is safe")
  func unsafety() {
    for file in SourceTree.files("Sources") {
      for (number, line) in file.lines.enumerated() where line.contains(/@unchecked|nonisolated\(unsafe\)/) {
        let around = file.lines[max(0, number - 5)..<min(file.lines.count, number + 6)].joined(separator: "\n")
        #expect(
          around.contains(/\/\/.*([Ss]afe|[Pp]roof|prove|Sendable although|thread|task)/),
          "\(file.path):\(number + 1): a comment beside it proves that there is no race")
      }
    }
  }

  /// Files over the limit, with the lines that they have today: the number may fall and not rise.
  private static let ratchet: [String: Int] = [:]

  @Test("a file is one subject: at most 400 lines")
  func fileLength() {
    for file in SourceTree.files("Sources") + SourceTree.files("Tests") {
      let limit = TidyTests.ratchet[file.path] ?? 400
      #expect(file.lines.count <= limit, "\(file.path) has \(file.lines.count) lines: look for the second subject")
    }
  }

  @Test("a function does one thing: at most 70 lines")
  func functionLength() {
    var count = 0
    for file in SourceTree.files("Sources") {
      for function in FunctionExtent.all(in: file) {
        count += 1
        #expect(
          function.length <= 70,
          "\(file.path):\(function.line): \(function.name) has \(function.length) lines: divide it")
      }
    }
    #expect(count > 500, "the functions were not found")
  }

  @Test("public declarations are documented")
  func documentation() {
    let exempt =
      /static func (<|==|\+|-|\*)|var description:|var debugDescription|func hash\(|var startIndex|var endIndex/
    for file in SourceTree.files("Sources") where !file.path.hasPrefix("Sources/Programs") {
      for (number, line) in file.lines.enumerated() {
        let text = line.drop { $0 == " " }
        guard text.contains(/^(@\w+(\(\w+\))? )*public (?!import)/), !text.contains(exempt) else { continue }
        var above = number - 1
        while above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
        let comment = above >= 0 ? file.lines[above].drop { $0 == " " } : ""
        // Members of a list under one comment: the constants of a set, the two bounds of a range.
        let isListed = comment.hasPrefix("public static let") || comment.hasPrefix("public var")
        #expect(comment.hasPrefix("///") || isListed, "\(file.path):\(number + 1): \(text): say what it is")
      }
    }
  }

  @Test("the project speaks of itself alone")
  func words() {
    let forbidden = ["/wo" + "rk/", "/tm" + "p/wt", "sess" + "ion log", "work" + "place"]
    for folder in ["Sources", "Tests"] {
      for file in SourceTree.files(folder) {
        for (number, line) in file.lines.enumerated() {
          for word in forbidden where line.contains(word) {
            Issue.record("\(file.path):\(number + 1): '\(word)' belongs to one machine and not to the project")
          }
        }
      }
    }
  }
}
