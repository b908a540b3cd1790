import Foundation
import GRDB
import Testing

@Suite("a process that is killed", .serialized)
struct KillTests {
  @Test("loses no event that it said is stored, and delivers none twice, over 25 kills at any instant")
  func kills() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "luyun-kill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var stored: [Int] = []
    var next = 1
    var kills = 0
    while kills < 25 {
      let printed = try Self.runAndKill(folder, first: next, afterMicroseconds: .random(in: 5000...250_000))
      stored += printed
      // Numbers that may have been given are not given again.
      next += 1_000_000
      kills += 1
    }
    let drain = try Self.start(folder, "drain")
    drain.process.waitUntilExit()
    #expect(drain.process.terminationStatus == 0)

    let events = try Self.log(folder, priority: 0)
    let arrived = Set(events)
    let lost = stored.filter { !arrived.contains($0) }
    #expect(stored.count > 500, "too little was stored for the kills to mean anything: \(stored.count)")
    #expect(lost.isEmpty, "\(lost.count) of \(stored.count) events were lost, such as \(lost.prefix(5))")
    #expect(events.count == arrived.count, "\(events.count - arrived.count) events were delivered twice")
    let summaries = try Self.log(folder, priority: 1)
    #expect(summaries.count == Set(summaries).count)
    print(
      "kills: \(kills), events stored: \(stored.count), lost: \(lost.count), twice: \(events.count - arrived.count)")
  }

  private static func start(_ folder: URL, _ argument: String) throws -> (process: Process, output: Pipe) {
    let process = Process()
    process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "DeliveryVictim")
    if process.executableURL.map({ FileManager.default.isExecutableFile(atPath: $0.path) }) != true {
      process.executableURL = Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()
        .appending(path: "DeliveryVictim")
    }
    process.arguments = [folder.path, argument]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  private final class Marker {}

  /// The events that the process said are stored before it was killed.
  private static func runAndKill(_ folder: URL, first: Int, afterMicroseconds delay: UInt32) throws -> [Int] {
    let (process, output) = try start(folder, "\(first)")
    // The instant is measured from its first word, or it would often be killed before it has begun.
    var text = output.fileHandleForReading.availableData
    usleep(delay)
    kill(process.processIdentifier, SIGKILL)
    text += try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast().compactMap { Int($0) }
  }

  private static func log(_ folder: URL, priority: Int) throws -> [Int] {
    let queue = try DatabaseQueue(path: folder.appending(path: "center.sqlite").path)
    return try queue.read {
      try Int.fetchAll($0, sql: "SELECT event FROM log WHERE priority = ?", arguments: [priority])
    }
  }
}
