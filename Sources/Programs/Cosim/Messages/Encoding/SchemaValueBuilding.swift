import SchemaModel

/// Short forms to write a message down as the schema's text has it.
extension SchemaValue {
  /// A sequence of the components that are there.
  static func fields(_ parts: KeyValuePairs<String, SchemaValue?>) -> SchemaValue {
    .sequence(parts.compactMap { name, value in value.map { Component(name, $0) } })
  }

  /// A choice's alternative.
  static func one(_ name: String, _ value: SchemaValue) -> SchemaValue { .choice(Component(name, value)) }

  /// A whole number.
  static func number(_ value: Int) -> SchemaValue { .integer(Int64(value)) }

  /// A quantity in units of the wire, rounded, kept within bounds.
  static func quantity(_ value: Double, unit: Double, in range: ClosedRange<Int>) -> SchemaValue {
    let scaled = (value / unit).rounded()
    let lowest = Double(range.lowerBound)
    let highest = Double(range.upperBound)
    return .number(scaled.isNaN ? range.lowerBound : Int(min(max(scaled, lowest), highest)))
  }

  /// A bit string of `count` bits with some of them set, the first bit 0.
  static func flags(_ set: [Int], count: Int) -> SchemaValue {
    .bits(String((0..<count).map { set.contains($0) ? "1" : "0" }))
  }
}
