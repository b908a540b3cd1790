import Foundation
import Kernel
import LinuxIO
import Recording
import Scoring

/// The truth of a recording with the areas that count.
struct ScoreFiles {
  let truth: TruthTable
  let areas: [ScoredArea]
  /// The origin of the frame that the truth's metres are in.
  let origin: GeodeticPosition

  private struct Unit: Decodable {
    var edge: String
    var unit: String
    var x_m: Double
    var y_m: Double
    var range_m: Double
  }

  /// Reads a truth table, plain or gzip, and the list of units. `units` nil looks beside the truth for the one file whose
  /// name ends in `units.json`. `senders` are the units whose areas count.
  ///
  /// Throws ``CommandFailure``.
  init(truth path: String, units: String?, senders: Set<String>) throws(CommandFailure) {
    let octets = try ScoreFiles.read(path)
    do throws(TruthError) { truth = try TruthTable(csv: octets) } catch {
      throw CommandFailure(description: "\(path): \(error)", code: 2)
    }
    origin = try ScoreFiles.origin(of: octets, path)
    let list: String
    if let units { list = units } else { list = try ScoreFiles.beside(path) }
    let data = Data(try ScoreFiles.read(list))
    let all: [Unit]
    do { all = try JSONDecoder().decode([Unit].self, from: data) } catch {
      throw CommandFailure(description: "\(list) is no list of units: \(error.localizedDescription)", code: 2)
    }
    areas = all.filter { senders.contains($0.unit) }.map {
      ScoredArea(center: LocalPoint(east: $0.x_m, north: $0.y_m), range: $0.range_m)
    }
    guard !areas.isEmpty else {
      throw CommandFailure(description: "no unit of \(list) sends in the recording", code: 2)
    }
  }

  private static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    do {
      return try UncompressedOctets.read(try FileSource(path: path))
    } catch {
      throw CommandFailure(description: "\(path): \(error)", code: 2)
    }
  }

  private static func beside(_ path: String) throws(CommandFailure) -> String {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
      $0.hasSuffix("units.json")
    }
    guard names.count == 1 else {
      throw CommandFailure(
        description: "give the list of units with --units FILE: beside \(path) there are \(names.count)", code: 2)
    }
    return folder.appending(path: names[0]).path
  }

  /// The point that the first row's degrees and metres agree on.
  private static func origin(of csv: [UInt8], _ path: String) throws(CommandFailure) -> GeodeticPosition {
    let head = String(decoding: csv.prefix(2000), as: UTF8.self).split(whereSeparator: \.isNewline)
    let cells = head.count > 1 ? head[1].split(separator: ",", omittingEmptySubsequences: false) : []
    guard cells.count > 6, let latitude = Double(cells[3]), let longitude = Double(cells[4]),
      let east = Double(cells[5]),
      let north = Double(cells[6])
    else { throw CommandFailure(description: "\(path) has no row with a position", code: 2) }
    var origin = GeodeticPosition(latitude: latitude, longitude: longitude)
    for _ in 0..<5 {
      let frame = LocalFrame(origin: origin)
      let found = frame.point(of: GeodeticPosition(latitude: latitude, longitude: longitude))
      let corrected = frame.position(of: LocalPoint(east: found.east - east, north: found.north - north))
      origin = corrected
    }
    // Sources name origins with few digits; what is left is the rounding of the row.
    return GeodeticPosition(
      latitude: (origin.latitude * 1e5).rounded() / 1e5, longitude: (origin.longitude * 1e5).rounded() / 1e5)
  }
}
