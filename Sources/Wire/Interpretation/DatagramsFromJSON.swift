import Framing
public import SchemaModel

/// Datagrams made from the messages that were printed of them, one after the other: those of one envelope come together
/// again.
public struct DatagramsFromJSON: Sendable {
  private let dialect: MessageDialect?
  private let header: Encapsulation.Header?
  private var waiting: [[UInt8]] = []
  private var place: (header: Encapsulation.Header, count: Int, offset: Int)?

  /// Makes it with what is to hold whatever the JSON says.
  public init(dialect: MessageDialect? = nil, header: Encapsulation.Header? = nil) {
    self.dialect = dialect
    self.header = header
  }

  /// Encodes the next message. Nil where others of its envelope have to follow; otherwise `octets` are the datagram.
  ///
  /// Throws ``SchemaJSONError``, also where another message of an envelope is missing.
  public mutating func take(_ json: JSONValue) throws(SchemaJSONError) -> MessageFromJSON? {
    var message = try MessageFromJSON(json, dialect: dialect, header: header)
    guard header == nil, let framing = json["framing"], let count = framing["of"]?.integer, count > 1 else {
      try finish()
      return message
    }
    guard case .envelope(let unit, let milliseconds) = message.header, count <= 255 else {
      throw SchemaJSONError(path: "framing", reason: "\(count) messages do not stand in it", offset: framing.offset)
    }
    if let place, place.header != message.header || place.count != Int(count) { try finish() }
    guard framing["message"]?.integer == Int64(waiting.count + 1) else {
      throw missing(waiting.count + 1, of: Int(count), offset: framing.offset)
    }
    waiting.append(message.message)
    place = (message.header, Int(count), framing.offset)
    guard waiting.count == Int(count) else { return nil }
    let octets = UnitEnvelope.octets(unit: unit, milliseconds: milliseconds, messages: waiting)
    waiting = []
    place = nil
    guard let octets else {
      throw SchemaJSONError(path: "framing", reason: "a message is too long for it", offset: framing.offset)
    }
    message.octets = octets
    return message
  }

  /// Throws ``SchemaJSONError`` where messages of an envelope are missing.
  public func finish() throws(SchemaJSONError) {
    guard let place else { return }
    throw missing(waiting.count + 1, of: place.count, offset: place.offset)
  }

  private func missing(_ number: Int, of count: Int, offset: Int) -> SchemaJSONError {
    SchemaJSONError(
      path: "framing", reason: "message \(number) of the \(count) of its envelope is missing", offset: offset)
  }
}
