/// What stops a co-simulation, each case one sentence that tells the operator what to change.
enum CosimError: Error, Equatable, CustomStringConvertible {
  case scenario(file: String, reason: String)
  case network(reason: String)
  case sumo(reason: String)
  case output(file: String, reason: String)
  case message(kind: String, reason: String)

  var description: String {
    switch self {
    case .scenario(let file, let reason): "The scenario file \(file) cannot be used: \(reason)."
    case .network(let reason): "The road network cannot be used: \(reason)."
    case .sumo(let reason): "SUMO cannot be used: \(reason)."
    case .output(let file, let reason): "\(file) cannot be written: \(reason)."
    case .message(let kind, let reason): "A message of kind \(kind) cannot be encoded: \(reason)."
    }
  }
}
