import Testing

@testable import Cosim

/// Answers with octets written down beforehand, and keeps what was sent.
private final class ScriptedStream: TraCIStream {
  private var answers: [UInt8]
  private(set) var sent: [UInt8] = []

  init(answers: [UInt8]) { self.answers = answers }

  func send(_ bytes: [UInt8]) { sent += bytes }

  func receive(_ count: Int) throws(TraCIError) -> [UInt8] {
    guard count >= 0, count <= answers.count else { throw .connection("the script has ended") }
    defer { answers.removeFirst(count) }
    return Array(answers.prefix(count))
  }
}

@Suite("the TraCI client")
struct TraCIClientTests {
  /// The answer "done" to a command.
  private func done(_ command: UInt8) -> [UInt8] { [7, command, 0, 0, 0, 0, 0] }

  private func message(_ body: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(body.count + 4)] + body }

  @Test("the version is a number and a name")
  func version() throws {
    let stream = ScriptedStream(
      answers: message(done(0x00) + [14, 0x00, 0, 0, 0, 22, 0, 0, 0, 4, 0x53, 0x55, 0x4d, 0x4f]))
    let version = try TraCIClient(stream: stream).version()
    #expect(version.protocolVersion == 22)
    #expect(version.name == "SUMO")
    #expect(stream.sent == [0, 0, 0, 6, 2, 0])
  }

  @Test("a step brings the vehicles around a junction and the state of a signal")
  func step() throws {
    let around: [UInt8] =
      [38, 0x99, 0, 0, 0, 1, 0x77, 0xa4, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0x63, 0x31]
      + [0x42, 0, 0x01, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x08, 0, 0, 0, 0, 0, 0]
    let signal: [UInt8] = [15, 0xe2, 0, 0, 0, 1, 0x77, 1, 0x28, 0, 0x09, 0, 0, 0, 3]
    let stream = ScriptedStream(answers: message(done(0x02) + [0, 0, 0, 2] + around + signal))
    let results = try TraCIClient(stream: stream).step()
    let car = TraCIObject(name: "c1", values: [0x42: .point(x: 2, y: 3)])
    let light = TraCIObject(name: "w", values: [0x28: .integer(3)])
    #expect(results == [.around(anchor: "w", context: 0xa4, [car]), .object(domain: 0xe2, light)])
  }

  @Test("a variable that SUMO could not give is left out")
  func failedVariable() throws {
    let packet = TraCIPacket(
      identifier: 0xe4, content: [0, 0, 0, 1, 0x63, 1, 0x40, 0xff, 0x0c, 0, 0, 0, 2, 0x6e, 0x6f])
    #expect(
      try TraCISubscriptionResult(packet: packet) == .object(domain: 0xe4, TraCIObject(name: "c", values: [:])))
  }

  @Test("a refusal is an error with SUMO's words")
  func refusal() {
    let stream = ScriptedStream(answers: message([9, 0xa4, 0xff, 0, 0, 0, 2, 0x6e, 0x6f]))
    #expect(throws: TraCIError.refused(command: 0xa4, reason: "no")) {
      try TraCIClient(stream: stream).get(.vehicle, variable: 0x40, object: "x")
    }
  }

  @Test("an answer to another command is an error")
  func mixedUp() {
    let stream = ScriptedStream(answers: message(done(0x7f)))
    #expect(throws: TraCIError.unexpectedResponse(expected: 0x02, found: 0x7f)) {
      try TraCIClient(stream: stream).step()
    }
  }

  @Test("a connection that ends in the middle is an error")
  func ended() {
    let stream = ScriptedStream(answers: [0, 0, 0, 20, 7])
    #expect(throws: TraCIError.connection("the script has ended")) { try TraCIClient(stream: stream).close() }
  }
}
