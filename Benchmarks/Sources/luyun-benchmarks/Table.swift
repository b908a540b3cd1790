import Foundation

/// The table of ratios, one row a message and direction.
struct CodecTable {
  private struct Row {
    var family: Family
    var message: String
    var octets: Int
    var direction: Direction
    var times: InterleavedTimes
    var codecs: [String]
    var instructions: (swift: Double, c: Double)?
    var allocations: Double
  }

  private var rows: [Row] = []

  /// Measures all messages; `counts` are instructions by mark, empty where callgrind was not run.
  mutating func measure(_ messages: [SampleMessage], counts: [String: Int]) {
    for message in messages {
      let swift = message.family.swift
      let all: [any Codec] = [message.family.reference(of: message)] + message.family.others
      guard swift.take(message) else {
        Swift.print("\(message.title): the Swift refuses it")
        continue
      }
      let codecs: [any Codec] = [swift] + all.filter { $0.take(message) }
      for direction in Direction.allCases {
        rows.append(
          Row(
            family: message.family, message: message.title, octets: message.octets.count, direction: direction,
            times: InterleavedTimes.measure(codecs, direction), codecs: codecs.map(\.name),
            instructions: CodecTable.instructions(message.title, direction, counts),
            allocations: allocations(swift, direction)))
      }
    }
  }

  private static func instructions(
    _ message: String, _ direction: Direction, _ counts: [String: Int]
  ) -> (swift: Double, c: Double)? {
    func each(_ codec: String) -> Double? {
      let (short, long) = instructionTimes
      guard let few = counts["\(message)|\(codec)|\(direction.rawValue)|\(short)"],
        let many = counts["\(message)|\(codec)|\(direction.rawValue)|\(long)"]
      else { return nil }
      return Double(many - few) / Double(long - short)
    }
    guard let swift = each("Swift"), let c = each("C") else { return nil }
    return (swift, c)
  }

  /// Prints the rows, whom they leave out, and what the goals ask for.
  func print() {
    for direction in Direction.allCases {
      let part = rows.filter { $0.direction == direction }
      Swift.print(
        "\n\(direction.rawValue.uppercased())  (ns: Swift; then time of Swift to that of the other, median of the ratios"
          + " of \(InterleavedTimes.rounds) interleaved rounds)")
      Swift.print(
        CodecTable.line([
          "message", "octets", "ns", "/C", "/asn1tools", "/asn1c", "instr", "C instr", "instr/C", "allocs",
        ]))
      for row in part { Swift.print(CodecTable.line(cells(row))) }
      for family in Family.allCases { printMeans(family.rawValue, part.filter { $0.family == family }) }
      printMeans("all", part)
    }
    printRemarks()
    printGoals()
  }

  private func printMeans(_ name: String, _ rows: [Row]) {
    guard !rows.isEmpty else { return }
    Swift.print(
      CodecTable.line([
        "geometric mean, \(name)", "", "", mean(rows, "C"), mean(rows, "asn1tools"), mean(rows, "asn1c"), "", "",
        instructions(rows).map(format) ?? "-", format(rows.map(\.allocations).max() ?? 0) + " max",
      ]))
  }

  private func printRemarks() {
    for peer in PeerCodec.others.map(\.name) {
      let refused = rows.filter { $0.direction == .decoding && $0.family == .csae && !$0.codecs.contains(peer) }.map(
        \.message)
      if !refused.isEmpty {
        Swift.print("\(peer) refuses or gives back other octets: \(refused.joined(separator: ", "))")
      }
    }
    Swift.print(
      "asn1tools' C reads a rewritten schema (peers/asn1tools-schema.py) and of a Day II frame only the message inside."
    )
    Swift.print("asn1c decodes a Day II frame in two calls, frame and message, and frees what it allocated.")
  }

  private func printGoals() {
    let decoding = rows.filter { $0.direction == .decoding }
    Swift.print("\nGOALS (geometric means over the rows above)")
    Swift.print("  1  decode instructions to C       \(instructions(decoding).map(format) ?? "-")   at most 1.05")
    Swift.print("  2  decode time to C               \(mean(decoding, "C"))   at most 1.10")
    Swift.print("     decode time to asn1tools' C    \(mean(decoding, "asn1tools"))   at most 0.10")
    Swift.print("     decode time to asn1c           \(mean(decoding, "asn1c"))   at most 0.02")
    Swift.print("  3  allocations a message, most    \(format(rows.map(\.allocations).max() ?? 0))   0")
  }

  private func instructions(_ rows: [Row]) -> Double? {
    let ratios = rows.compactMap { row in row.instructions.map { $0.swift / $0.c } }
    return ratios.isEmpty ? nil : geometricMean(ratios)
  }

  private func mean(_ rows: [Row], _ codec: String) -> String {
    let ratios = rows.compactMap { row in row.codecs.firstIndex(of: codec).map { row.times.ratios[$0] } }
    return ratios.isEmpty ? "-" : format(geometricMean(ratios))
  }

  private func cells(_ row: Row) -> [String] {
    func ratio(_ codec: String) -> String {
      row.codecs.firstIndex(of: codec).map { format(row.times.ratios[$0]) } ?? "-"
    }
    return [
      row.message, "\(row.octets)", String(format: "%.0f", row.times.nanoseconds[0]), ratio("C"), ratio("asn1tools"),
      ratio("asn1c"), row.instructions.map { String(format: "%.0f", $0.swift) } ?? "-",
      row.instructions.map { String(format: "%.0f", $0.c) } ?? "-",
      row.instructions.map { format($0.swift / $0.c) } ?? "-", format(row.allocations),
    ]
  }

  private func format(_ value: Double) -> String {
    String(format: value == 0 ? "%.0f" : value < 0.1 ? "%.4f" : "%.3f", value)
  }

  private static func line(_ cells: [String]) -> String {
    let widths = [32, 7, 8, 8, 11, 8, 8, 8, 8, 10]
    return zip(cells, widths).enumerated().map { index, pair in
      let (cell, width) = pair
      let room = String(repeating: " ", count: max(width - cell.count, 0))
      return index == 0 ? cell + room : room + cell
    }.joined(separator: " ")
  }
}
