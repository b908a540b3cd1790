/// One command or response inside a TraCI message.
struct TraCIPacket: Equatable {
  var identifier: UInt8
  var content: [UInt8]
}

/// A kind of object that TraCI gives variables of. The low half of the identifier is the same for each request.
enum TraCIDomain: UInt8 {
  case trafficLight = 0x02
  case vehicleType = 0x05
  case vehicle = 0x04
  case junction = 0x09
  case simulation = 0x0b
  case person = 0x0e

  /// Asks for one variable.
  var getCommand: UInt8 { 0xa0 | rawValue }
  /// Subscribes to variables of one object.
  var subscribeCommand: UInt8 { 0xd0 | rawValue }
  /// Subscribes to variables of the objects around one object.
  var subscribeContextCommand: UInt8 { 0x80 | rawValue }
}

/// The variables that the co-simulation asks for.
enum TraCIVariable {
  static let lightState: UInt8 = 0x20
  static let currentPhase: UInt8 = 0x28
  static let currentProgramme: UInt8 = 0x29
  static let completeDefinition: UInt8 = 0x2b
  static let nextSwitch: UInt8 = 0x2d
  static let spentDuration: UInt8 = 0x38
  static let speed: UInt8 = 0x40
  static let position: UInt8 = 0x42
  static let angle: UInt8 = 0x43
  static let length: UInt8 = 0x44
  static let vehicleClass: UInt8 = 0x49
  static let width: UInt8 = 0x4d
  static let type: UInt8 = 0x4f
  static let road: UInt8 = 0x50
  static let lane: UInt8 = 0x51
  static let signals: UInt8 = 0x5b
  static let time: UInt8 = 0x66
  static let acceleration: UInt8 = 0x72
  static let height: UInt8 = 0xbc
}

/// The commands of the client.
enum TraCICommand: Equatable {
  case version
  /// Moves to a time in seconds; 0 makes one step.
  case step(until: Double)
  case close
  case get(TraCIDomain, variable: UInt8, object: String)
  case subscribe(TraCIDomain, object: String, variables: [UInt8])
  /// Subscribes to every object of `context` within `range` metres of `object`.
  case subscribeAround(TraCIDomain, object: String, context: TraCIDomain, range: Double, variables: [UInt8])

  /// The identifier on the wire.
  var identifier: UInt8 {
    switch self {
    case .version: 0x00
    case .step: 0x02
    case .close: 0x7f
    case .get(let domain, _, _): domain.getCommand
    case .subscribe(let domain, _, _): domain.subscribeCommand
    case .subscribeAround(let domain, _, _, _, _): domain.subscribeContextCommand
    }
  }

  /// The identifier of what follows the status; nil where the status is the whole answer.
  var responseIdentifier: UInt8? {
    switch self {
    case .version: 0x00
    case .step, .close: nil
    case .get, .subscribe, .subscribeAround: identifier + 0x10
    }
  }

  /// The command as a packet.
  var packet: TraCIPacket {
    var writer = TraCIWriter()
    switch self {
    case .version, .close: break
    case .step(let until): writer.put(double: until)
    case .get(_, let variable, let object):
      writer.put(octet: variable)
      writer.put(string: object)
    case .subscribe(_, let object, let variables):
      Self.put(period: object, into: &writer)
      Self.put(variables: variables, into: &writer)
    case .subscribeAround(_, let object, let context, let range, let variables):
      Self.put(period: object, into: &writer)
      writer.put(octet: context.getCommand)
      writer.put(double: range)
      Self.put(variables: variables, into: &writer)
    }
    return TraCIPacket(identifier: identifier, content: writer.bytes)
  }

  /// A message of one command: its length in four octets, itself included, then the packet.
  var message: [UInt8] {
    var body = TraCIWriter()
    body.put(packet: packet)
    var writer = TraCIWriter()
    writer.put(integer: Int32(body.bytes.count + 4))
    writer.put(octets: body.bytes)
    return writer.bytes
  }

  /// A subscription lasts from before the start for as long as a double can count.
  private static func put(period object: String, into writer: inout TraCIWriter) {
    writer.put(double: -1_073_741_824)
    writer.put(double: 1_073_741_824)
    writer.put(string: object)
  }

  private static func put(variables: [UInt8], into writer: inout TraCIWriter) {
    writer.put(octet: UInt8(variables.count))
    writer.put(octets: variables)
  }
}
