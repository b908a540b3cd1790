import Foundation

/// What the units really are: the answer that a calibration is compared with.
struct UnitsFile: Encodable {
  struct Row: Encodable {
    var edge: String
    var unit: String
    var address: String
    var source: String
    var x_m: Double
    var y_m: Double
    var range_m: Double
    var position_bias_m: [Double]
    var clock_offset_ms: Double
  }

  var rows: [Row]

  /// The units of some edges.
  init(edges: [Scenario.Edge]) {
    rows = edges.flatMap { edge in
      edge.units.map { unit in
        Row(
          edge: edge.id, unit: unit.name, address: unit.address, source: unit.source, x_m: unit.eastMeters,
          y_m: unit.northMeters, range_m: unit.rangeMeters, position_bias_m: unit.biasMeters,
          clock_offset_ms: unit.clockOffsetMilliseconds)
      }
    }
  }

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  /// The file's text.
  func text() throws(CosimError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return try encoder.encode(self) + Data("\n".utf8) } catch {
      throw .output(file: "units.json", reason: "\(error)")
    }
  }
}
