/// A value as TraCI carries it: one octet of type, then the value, big-endian.
enum TraCIValue: Equatable {
  case byte(UInt8)
  case integer(Int32)
  case double(Double)
  case string(String)
  case strings([String])
  case point(x: Double, y: Double)
  case color(UInt32)
  case compound([TraCIValue])

  /// The octet that announces each type.
  enum Tag {
    static let point2D: UInt8 = 0x01
    static let unsignedByte: UInt8 = 0x07
    static let signedByte: UInt8 = 0x08
    static let integer: UInt8 = 0x09
    static let double: UInt8 = 0x0b
    static let string: UInt8 = 0x0c
    static let strings: UInt8 = 0x0e
    static let compound: UInt8 = 0x0f
    static let color: UInt8 = 0x11
  }

  /// The octet that announces this value's type.
  var tag: UInt8 {
    switch self {
    case .byte: Tag.unsignedByte
    case .integer: Tag.integer
    case .double: Tag.double
    case .string: Tag.string
    case .strings: Tag.strings
    case .point: Tag.point2D
    case .color: Tag.color
    case .compound: Tag.compound
    }
  }

  /// The number of a value that is one.
  var number: Double? {
    switch self {
    case .double(let value): value
    case .integer(let value): Double(value)
    case .byte(let value): Double(value)
    default: nil
    }
  }

  /// The text of a value that is one.
  var text: String? { if case .string(let value) = self { value } else { nil } }

  /// The items of a compound value.
  var items: [TraCIValue]? { if case .compound(let items) = self { items } else { nil } }
}
