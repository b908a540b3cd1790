/// What can go wrong while talking to SUMO.
enum TraCIError: Error, Equatable, CustomStringConvertible {
  /// The peer sent less than a value needs; `offset` is where the value began.
  case truncated(needed: Int, offset: Int)
  /// A value has another type than the one asked for.
  case unexpectedType(expected: UInt8, found: UInt8)
  /// A value has a type that this client does not read.
  case unknownType(UInt8)
  /// A response belongs to another command.
  case unexpectedResponse(expected: UInt8, found: UInt8)
  /// SUMO refused a command.
  case refused(command: UInt8, reason: String)
  /// The connection failed or ended.
  case connection(String)

  var description: String {
    switch self {
    case .truncated(let needed, let offset): "a TraCI value at octet \(offset) lacks octets: it needs \(needed)"
    case .unexpectedType(let expected, let found): "a TraCI value has type \(found) where \(expected) was asked for"
    case .unknownType(let type): "a TraCI value has type \(type), which this client does not read"
    case .unexpectedResponse(let expected, let found): "TraCI answered \(found) where \(expected) was expected"
    case .refused(let command, let reason): "SUMO refused TraCI command \(command): \(reason)"
    case .connection(let reason): "the TraCI connection failed: \(reason)"
    }
  }
}
