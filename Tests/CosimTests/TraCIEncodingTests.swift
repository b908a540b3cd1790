import Testing

@testable import Cosim

@Suite("TraCI on the wire")
struct TraCIEncodingTests {
  @Test("a message is its length in four octets, then a packet of length, identifier and content")
  func version() {
    #expect(TraCICommand.version.message == [0, 0, 0, 6, 2, 0])
    #expect(TraCICommand.close.message == [0, 0, 0, 6, 2, 0x7f])
  }

  @Test("a step carries its target time as a big-endian double")
  func step() {
    #expect(
      TraCICommand.step(until: 1.5).message == [0, 0, 0, 14, 10, 0x02, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0])
  }

  @Test("a variable is asked for by domain, variable and object")
  func get() {
    let command = TraCICommand.get(.trafficLight, variable: TraCIVariable.currentPhase, object: "ab")
    #expect(command.message == [0, 0, 0, 13, 9, 0xa2, 0x28, 0, 0, 0, 2, 0x61, 0x62])
    #expect(command.responseIdentifier == 0xb2)
  }

  @Test("a subscription around a junction names the domain, the range and the variables")
  func subscribeAround() {
    let command = TraCICommand.subscribeAround(
      .junction, object: "w", context: .vehicle, range: 2, variables: [0x42, 0x40])
    let period: [UInt8] = [0xc1, 0xd0, 0, 0, 0, 0, 0, 0, 0x41, 0xd0, 0, 0, 0, 0, 0, 0]
    let rest: [UInt8] = [0, 0, 0, 1, 0x77, 0xa4, 0x40, 0, 0, 0, 0, 0, 0, 0, 2, 0x42, 0x40]
    #expect(command.message == [0, 0, 0, 39, 35, 0x89] + period + rest)
    #expect(command.responseIdentifier == 0x99)
  }

  @Test("a packet too long for one octet has a zero there and its length in four octets")
  func longPacket() throws {
    let packet = TraCIPacket(identifier: 0xa4, content: [UInt8](repeating: 7, count: 254))
    var writer = TraCIWriter()
    writer.put(packet: packet)
    #expect(Array(writer.bytes.prefix(6)) == [0, 0, 0, 1, 4, 0xa4])
    var reader = TraCIReader(writer.bytes)
    #expect(try reader.packet() == packet)
    #expect(reader.isAtEnd)
    #expect(TraCICommand.version.message.count == 6)
  }

  @Test("every type of value is read back from its octets")
  func values() throws {
    var reader = TraCIReader([
      0x07, 200, 0x09, 0xff, 0xff, 0xff, 0xfe, 0x0b, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x0c, 0, 0, 0, 2, 0x68, 0x69,
      0x0e, 0, 0, 0, 1, 0, 0, 0, 1, 0x78, 0x01, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0,
      0x0f, 0, 0, 0, 2, 0x08, 1, 0x09, 0, 0, 0, 5, 0x11, 1, 2, 3, 4,
    ])
    #expect(try reader.value() == .byte(200))
    #expect(try reader.value() == .integer(-2))
    #expect(try reader.value() == .double(2))
    #expect(try reader.value() == .string("hi"))
    #expect(try reader.value() == .strings(["x"]))
    #expect(try reader.value() == .point(x: 1, y: -1))
    #expect(try reader.value() == .compound([.byte(1), .integer(5)]))
    #expect(try reader.value() == .color(0x0102_0304))
    #expect(reader.isAtEnd)
  }

  @Test("octets that end too early are an error that says where", arguments: 0..<9)
  func truncated(count: Int) {
    let whole: [UInt8] = [0x0c, 0, 0, 0, 4, 0x61, 0x62, 0x63, 0x64]
    var reader = TraCIReader(Array(whole.prefix(count)))
    #expect(throws: TraCIError.self) { try reader.value() }
  }

  @Test("a length below zero and a type that nobody knows are errors")
  func nonsense() {
    var negative = TraCIReader([0x0c, 0xff, 0xff, 0xff, 0xff])
    #expect(throws: TraCIError.truncated(needed: -1, offset: 5)) { try negative.value() }
    var unknown = TraCIReader([0x63, 0])
    #expect(throws: TraCIError.unknownType(0x63)) { try unknown.value() }
  }
}
