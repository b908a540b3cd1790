/// Speaks TraCI over a stream of octets: one command, one answer.
struct TraCIClient: ~Copyable {
  private let stream: any TraCIStream

  init(stream: any TraCIStream) { self.stream = stream }

  /// SUMO's protocol version and its name.
  func version() throws(TraCIError) -> (protocolVersion: Int, name: String) {
    var reader = TraCIReader(try answer(to: .version).content)
    return (Int(try reader.integer()), try reader.string())
  }

  /// The value of one variable now.
  func get(_ domain: TraCIDomain, variable: UInt8, object: String) throws(TraCIError) -> TraCIValue {
    var reader = TraCIReader(try answer(to: .get(domain, variable: variable, object: object)).content)
    _ = try reader.octet()
    _ = try reader.string()
    return try reader.value()
  }

  /// Subscribes and gives what the subscription says now.
  func subscribe(_ command: TraCICommand) throws(TraCIError) -> TraCISubscriptionResult {
    try TraCISubscriptionResult(packet: answer(to: command))
  }

  /// Makes one step, or steps until a time, and gives what the subscriptions bring.
  func step(until time: Double = 0) throws(TraCIError) -> [TraCISubscriptionResult] {
    var reader = try exchange(.step(until: time))
    var results: [TraCISubscriptionResult] = []
    for _ in 0..<max(0, try reader.integer()) {
      results.append(try TraCISubscriptionResult(packet: reader.packet()))
    }
    return results
  }

  /// Ends the simulation.
  func close() throws(TraCIError) { _ = try exchange(.close) }

  private func answer(to command: TraCICommand) throws(TraCIError) -> TraCIPacket {
    var reader = try exchange(command)
    let packet = try reader.packet()
    if let expected = command.responseIdentifier, packet.identifier != expected {
      throw .unexpectedResponse(expected: expected, found: packet.identifier)
    }
    return packet
  }

  /// Sends a command, reads the answer and checks its status; the reader stands behind the status.
  private func exchange(_ command: TraCICommand) throws(TraCIError) -> TraCIReader {
    try stream.send(command.message)
    var header = TraCIReader(try stream.receive(4))
    var reader = TraCIReader(try stream.receive(Int(try header.integer()) - 4))
    try TraCIStatus(packet: try reader.packet()).check(command.identifier)
    return reader
  }
}

/// A stream of octets in both directions: a socket, or an array in a test.
protocol TraCIStream: AnyObject {
  /// Sends all of the octets.
  func send(_ bytes: [UInt8]) throws(TraCIError)
  /// Waits for exactly `count` octets.
  func receive(_ count: Int) throws(TraCIError) -> [UInt8]
}
