/// The first part of every answer: whether the command was carried out.
struct TraCIStatus: Equatable {
  var command: UInt8
  var result: UInt8
  var reason: String

  init(packet: TraCIPacket) throws(TraCIError) {
    var reader = TraCIReader(packet.content)
    command = packet.identifier
    result = try reader.octet()
    reason = try reader.string()
  }

  /// Throws where SUMO refused, or answered another command.
  func check(_ expected: UInt8) throws(TraCIError) {
    guard command == expected else { throw .unexpectedResponse(expected: expected, found: command) }
    guard result == 0 else { throw .refused(command: command, reason: reason) }
  }
}

/// The variables of one object, in the order of the subscription; a variable that SUMO could not give is left out.
struct TraCIObject: Equatable {
  var name: String
  var values: [UInt8: TraCIValue]

  /// A number, 0 where it is missing.
  func number(_ variable: UInt8) -> Double { values[variable]?.number ?? 0 }

  /// A text, empty where it is missing.
  func text(_ variable: UInt8) -> String { values[variable]?.text ?? "" }

  /// A point, the origin where it is missing.
  func point(_ variable: UInt8) -> (x: Double, y: Double) {
    if case .point(let x, let y) = values[variable] { (x, y) } else { (0, 0) }
  }
}

/// What a subscription brings with each step.
enum TraCISubscriptionResult: Equatable {
  /// The variables of the object that was subscribed to.
  case object(domain: UInt8, TraCIObject)
  /// The objects around an anchor.
  case around(anchor: String, context: UInt8, [TraCIObject])

  /// Reads a subscription's packet: responses e0..ef speak of one object, 90..9f of those around one.
  init(packet: TraCIPacket) throws(TraCIError) {
    var reader = TraCIReader(packet.content)
    let name = try reader.string()
    switch packet.identifier & 0xf0 {
    case 0xe0:
      let count = Int(try reader.octet())
      let values = try Self.values(count, from: &reader)
      self = .object(domain: packet.identifier, TraCIObject(name: name, values: values))
    case 0x90:
      let context = try reader.octet()
      let count = Int(try reader.octet())
      var objects: [TraCIObject] = []
      for _ in 0..<max(0, try reader.integer()) {
        let object = try reader.string()
        objects.append(TraCIObject(name: object, values: try Self.values(count, from: &reader)))
      }
      self = .around(anchor: name, context: context, objects)
    default: throw .unexpectedResponse(expected: 0xe0, found: packet.identifier)
    }
  }

  private static func values(_ count: Int, from reader: inout TraCIReader) throws(TraCIError) -> [UInt8: TraCIValue] {
    var values: [UInt8: TraCIValue] = [:]
    for _ in 0..<count {
      let variable = try reader.octet()
      let isGood = try reader.octet() == 0
      let value = try reader.value()
      if isGood { values[variable] = value }
    }
    return values
  }
}
