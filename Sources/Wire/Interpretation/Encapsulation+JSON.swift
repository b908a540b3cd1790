import Framing
public import SchemaModel

// The form in which commands print what stands around a message, and read it back.
extension Encapsulation.Header {
  /// The header as JSON on one line: `{"kind": "dsmp", "aid": 111}`, with the options of a frame that has any. Of an
  /// envelope of several messages it also says the number of one, from 1, and how many there are.
  public func json(message number: Int = 1, of count: Int = 1) -> String {
    switch self {
    case .bare: #"{"kind": "bare"}"#
    case .dsmp(let application, let options):
      #"{"kind": "dsmp", "aid": \#(application.rawValue)\#(options == [0] ? "" : #", "options": "\#(options.hex)""#)}"#
    case .envelope(let unit, let milliseconds):
      #"{"kind": "envelope", "unit": "\#(Encapsulation.hex(unit))", "milliseconds": "#
        + (milliseconds == .max ? "null" : "\(milliseconds)")
        + (count > 1 ? #", "message": \#(number), "of": \#(count)}"# : "}")
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
      let options = json["options"].map { $0.text.flatMap { [UInt8](hex: $0) } } ?? [0]
      guard let options, Encapsulation.Header.isFrame(application, options) else {
        throw failure("options are not the octets between the type and the AID of a frame")
      }
      self = .dsmp(application, options: options)
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

  /// Whether octets can stand between the type and the identifier of a DSMP frame.
  private static func isFrame(_ application: ApplicationIdentifier, _ options: [UInt8]) -> Bool {
    guard let octets = Encapsulation.Header.dsmp(application, options: options).octets(around: [0]) else {
      return false
    }
    guard let frame = try? DSMPFrame(octets.span) else { return false }
    return frame.application == application && frame.options.count == options.count && frame.trailing == 0
  }
}
