import SchemaModel

/// A run of bits of fixed width on the wire and what it means.
struct BitField {
  enum Meaning {
    /// A number: the wire has its distance from `lower`; `span` is the largest distance allowed.
    case number(lower: Int64, span: UInt64)
    /// The marker bit of an extensible sequence.
    case marker
    /// The bits that tell which optional components are there: for each, the mask in the presence set; the first highest.
    case presence(masks: [UInt64])
    /// Bits that are always the same, such as the index of an alternative.
    case constant(UInt64)
    /// A fixed octet string of at most eight octets, or a fixed bit string: the bits as they are.
    case word
  }

  var width: Int
  var meaning: Meaning
  /// The place that takes the value, and how it is kept there.
  var place: String
  var storage: Storage

  /// Whether every pattern of the bits is a value.
  var isFull: Bool {
    guard case .number(_, let span) = meaning else { return true }
    return span == (width == 64 ? .max : 1 << UInt64(width) - 1)
  }
}

/// The run of bits of a type that always takes the same number of them, or nil.
func fixedField(_ type: SchemaType.Kind, storage: Storage, place: String) -> BitField? {
  switch type {
  case .boolean: return BitField(width: 1, meaning: .number(lower: 0, span: 1), place: place, storage: storage)
  case .integer(let lower?, let upper?, false):
    let span = UInt64(bitPattern: upper &- lower)
    return BitField(
      width: bitsOfRange(lower, upper), meaning: .number(lower: lower, span: span), place: place, storage: storage)
  case .enumerated(let root, _, false):
    return BitField(
      width: root.count.bitsToTellApart, meaning: .number(lower: 0, span: UInt64(root.count - 1)), place: place,
      storage: storage)
  case .octetString(let lower, let upper, false) where lower == upper && lower > 0 && lower <= 8:
    return BitField(width: lower * 8, meaning: .word, place: place, storage: storage)
  case .bitString(let lower, let upper, false, _) where lower == upper && lower <= 57:
    return BitField(width: lower, meaning: .word, place: place, storage: storage)
  default: return nil
  }
}

/// The fewest bits that a value of a type takes, values of a newer schema included: lists are refused where so many do not
/// fit into what is left.
func leastBits(_ type: Int, of schema: Schema) -> Int {
  switch schema.types[type].kind {
  case .boolean: return 1
  case .integer(let lower, let upper, let extensible):
    guard let lower, let upper else { return 16 }
    return least(bitsOfRange(lower, upper), extensible, beyond: 16)
  case .enumerated(let root, _, let extensible):
    return least(root.count.bitsToTellApart, extensible, beyond: smallNumber)
  case .octetString(let lower, let upper, let extensible): return sized(lower, upper, extensible, 8)
  case .characterString(let lower, let upper, let extensible): return sized(lower, upper, extensible, 7)
  case .bitString(let lower, let upper, let extensible, _): return sized(lower, upper, extensible, 1)
  case .list(let lower, let upper, let extensible, let element):
    return sized(lower, upper, extensible, leastBits(element, of: schema))
  case .sequence(let root, _, let extensible):
    return root.reduce(extensible ? 1 : 0) { $0 + ($1.isOptional ? 1 : leastBits($1.type, of: schema)) }
  case .choice(let root, _, let extensible):
    let known = (root.map { leastBits($0.type, of: schema) }.min() ?? 0) + root.count.bitsToTellApart
    return least(known, extensible, beyond: smallNumber + 8)
  case .openType, .utf8String: return 8
  }
}

/// The bits of a number beyond a marker: its own marker and six bits (X.691 clause 11.6).
private let smallNumber = 7

/// The fewer bits of a value within the root and one beyond the marker.
private func least(_ root: Int, _ extensible: Bool, beyond: Int) -> Int { extensible ? 1 + min(root, beyond) : root }

private func sized(_ lower: Int, _ upper: Int?, _ extensible: Bool, _ unit: Int) -> Int {
  guard let upper else { return 8 + lower * unit }
  return least((upper - lower + 1).bitsToTellApart + lower * unit, extensible, beyond: 8)
}
