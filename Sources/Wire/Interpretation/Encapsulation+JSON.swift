import Framing
public import SchemaModel

// The form in which commands print what stands around a message, and read it back.
extension Encapsulation.Header {
  /// The header as JSON on one line: `{"kind": "dsmp", "aid": 111}`.
  public var json: String {
    switch self {
    case .bare: #"{"kind": "bare"}"#
    case .dsmp(let application, _): #"{"kind": "dsmp", "aid": \#(application.rawValue)}"#
    case .envelope(let unit, let milliseconds):
      #"{"kind": "envelope", "unit": "\#(Encapsulation.hex(unit))", "milliseconds": \#(milliseconds == .max ? "null" : "\(milliseconds)")}"#
    case .geonetworking(let octets, let port):
      #"{"kind": "geonetworking", "port": \#(port), "header": "\#(octets.hex)"}"#
    }
  }

  /// Reads the form back.
  ///
  /// Throws ``SchemaJSONError`` with what is missing or wrong.
  public init(json: JSONValue) throws(SchemaJSONError) {
    func failure(_ reason: String) -> SchemaJSONError {
      SchemaJSONError(path: "framing", reason: reason, offset: json.offset)
    }
    switch json["kind"]?.text {
    case "bare": self = .bare
    case "dsmp":
      guard let number = json["aid"]?.integer, let narrow = UInt32(exactly: number),
        let application = ApplicationIdentifier(rawValue: narrow)
      else { throw failure("aid is missing or not in 0...\(ApplicationIdentifier.greatest)") }
      self = .dsmp(application, hasExtensions: false)
    case "envelope":
      guard let digits = json["unit"]?.text, digits.utf8.count == 16, let unit = UInt64(digits, radix: 16) else {
        throw failure("unit is missing or not sixteen hexadecimal digits")
      }
      let time = json["milliseconds"].flatMap { $0.kind == .null ? nil : $0 }
      guard let milliseconds = time.map({ $0.integer.flatMap { UInt64(exactly: $0) } }) ?? .max else {
        throw failure("milliseconds are null or a whole number")
      }
      self = .envelope(unit: unit, milliseconds: milliseconds)
    case "geonetworking":
      guard let digits = json["header"]?.text, let octets = [UInt8](hex: digits), octets.count >= 16 else {
        throw failure("header is missing or not the octets before the message")
      }
      self = .geonetworking(
        octets: octets, port: UInt16(octets[octets.count - 4]) << 8 | UInt16(octets[octets.count - 3]))
    default: throw failure("kind is bare, dsmp, envelope or geonetworking")
    }
  }
}
