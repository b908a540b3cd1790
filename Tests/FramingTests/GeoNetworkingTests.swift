import Framing
import Testing

/// Packets that an independent dissector reads with the fields that the tests name.
private let packets = [
  [
    "110005012050028000290100140002aabbccdd01123456781d1eed7c0166ebab856d03844020140007d100000202ffffffff",
    "00000c736d2a1e0b7efb11fdffb4532acbe4fca0500883cf0526d503104b00",
  ].joined(),
  [
    "11001a0a2040018000300a0012340000140002aabbccdd01123456781d1eed7c0166ebab856d03841d1efc9001670a1001f4",
    "00000000000007d20000020168b94f8a847fffffff8fe5ffffffffffe0448cccca7bc878a4c79a8bbda633836e113d3209c3",
    "01bfee80",
  ].joined(),
  [
    "1100ff032041810000530500ffff0000bc0002aabbccdd99ee6b2800ebd007385a20b4e480000000ebcfd9205a20d0a0012c",
    "0014002d000007d200000201c4620ef869f27e7f36746e903e07a295f684634c8bee76a6e21419e3b68a8bcb9683e8e8fbd1",
    "b626d40050bb01908c9fd800016f07ffffffffeeeb800000662c80a438bac4fe0c04532b2a4000",
  ].joined(),
  [
    "110005012050020000610100bc0002aabbccdd99ee6b2800ebd007385a20b4e4800000000000000007d40000020402a24bce",
    "6000000d6e1617c2419012920a580f828000e4098000c426186d3fffcf039a21fce0119c80301192ca21fe07dc74c6c1b0b4",
    "8187f814022e000000ae80168c0b960d204a040e06ff9dbf204076900022b6300030bc39f0",
  ].joined(),
  [
    "110005012050030000200100bc0002aabbccdd99ee6b2800ebd007385a20b4e4800000000000000007d300000205886cf0b2",
    "62800001c1780c172048187a01737c060c101c090364",
  ].joined(),
  [
    "11000503205102000047030000070000bc0002aabbccdd99ee6b2800ebd007385a20b4e48000000007d90000020ed1866d57",
    "282e3ccb96b75a4e900ae0d6fad000000655a3935bc8064a010a1c7250cb488eac07b2b550f4aa78000340ff48f48226c0e4",
    "000000036950273ffe0000",
  ].joined(),
  [
    "110005012050028000320100040002aabbccdd55123456781d1eed7c0166ebab7f880e0f0000000007e2000003108d868e9f",
    "bf564bfc4de8dd3899829346701fd00a6a257a1812ac3c06094800e133878706504b9c8841924140",
  ].joined(),
  [
    "1100040410320080002c040000010000140002aabbccdd01123456781d1eed7c0166ebab856d03841d1efc90fe98f5f00190",
    "00640167000007d207d2020100000000000000000000000000000000000000000006b49d2010000000000000000000000000",
  ].joined(),
  [
    "1100050a1020038000060a0000020000140002aabbccdd01123456781d1eed7c0166ebab856d0384bc0002aabbccdd99ee6b",
    "2418ebd007385a20b4e407d19c400202",
  ].joined(),
  [
    "110005010010008000000100140002aabbccdd01123456781d1eed7c0166ebab856d0384"
  ].joined(),
  [
    "1100050120500080000c0100140002aabbccdd01123456781d1eed7c0166ebab856d03840000000007d104d2020200000000",
    "0000000000000000",
  ].joined(),
  [
    "120005010381004003805f0000000000000000000000000000000000000000"
  ].joined(),
  [
    "1100050a0060008000000a0000090000140002aabbccdd01123456781d1eed7c0166ebab856d0384140002aabbccdd77"
  ].joined(),
].map(octets)

private func packet(_ number: Int) throws -> GeoNetworkingPacket {
  let octets = packets[number - 1]
  return try GeoNetworkingPacket(octets.span)
}

private func refusal(_ octets: [UInt8]) -> FramingError.Reason? {
  do throws(FramingError) {
    _ = try GeoNetworkingPacket(octets.span)
    return nil
  } catch { return error.reason }
}

@Suite("packets of GeoNetworking")
struct GeoNetworkingTests {
  @Test("a single-hop broadcast of a car tells where it was, how fast, and what it carries")
  func singleHop() throws {
    let packet = try packet(1)
    #expect(packet.transport == .singleHop && packet.sequence == nil && packet.remainingHops == 1)
    #expect(packet.source.latitude == 488_566_140 && packet.source.longitude == 23_522_219)
    #expect(packet.source.speed == 1389 && packet.source.heading == 900 && packet.source.isAccurate)
    #expect(packet.source.timestamp == 305_419_896 && packet.source.stationType == 5)
    #expect(packet.destinationPort == 2001 && packet.payload == 44..<81 && packet.trailing == 0)
  }

  @Test("broadcasts and anycasts to areas, relayed or not, southern and eastern")
  func areas() throws {
    let circle = try packet(2)
    #expect(circle.transport == .broadcastCircle && circle.sequence == 4660 && circle.destinationPort == 2002)
    let rectangle = try packet(3)
    #expect(rectangle.transport == .broadcastRectangle && rectangle.sequence == 65535 && rectangle.remainingHops == 3)
    #expect(rectangle.source.latitude == -338_688_200 && rectangle.source.stationType == 15)
    let ellipse = try packet(8)
    #expect(ellipse.transport == .anycastEllipse && ellipse.destinationPort == 2002)
  }

  @Test("each kind of message stands behind the port of its kind and begins with its own number", arguments: 1...8)
  func ports(number: Int) throws {
    let packet = try packet(number)
    let port = try #require(packet.destinationPort)
    #expect(GeoNetworkingPacket.messageID(ofPort: port) == packets[number - 1][packet.payload.lowerBound + 1])
  }

  @Test("a speed backwards is negative, a position that is not accurate is told to be so")
  func backwards() throws {
    let source = try packet(7).source
    #expect(source.speed == -120 && source.heading == 3599 && !source.isAccurate && source.stationType == 1)
  }

  @Test("a unicast is read, and its payload is what its length says")
  func unicast() throws {
    let packet = try packet(9)
    #expect(packet.transport == .unicast && packet.destinationPort == 2001 && packet.payload.count == 2)
  }

  @Test("beacons and the location service carry no message; padding behind a packet is none")
  func nothingAbove() throws {
    for (number, transport) in [(10, GeoNetworkingPacket.Transport.beacon), (13, .locationRequest)] {
      let packet = try packet(number)
      #expect(packet.transport == transport && packet.payload.isEmpty && packet.destinationPort == nil)
    }
    let padded = try packet(11)
    #expect(padded.payload.count == 8 && padded.trailing == 6)
  }

  @Test("a signed packet is known, and no other is taken for one")
  func secured() {
    for (place, octets) in packets.enumerated() {
      let isSecured = GeoNetworkingPacket.isSecured(octets.span)
      #expect(isSecured == (place == 11))
    }
    #expect(refusal(packets[11]) == .nextHeader(2))
  }

  @Test("what is no packet is refused by its reason")
  func refusals() {
    func changed(_ place: Int, _ octet: UInt8) -> [UInt8] {
      var octets = packets[0]
      octets[place] = octet
      return octets
    }
    #expect(refusal(changed(0, 0x21)) == .version(2))
    #expect(refusal(changed(4, 0x30)) == .nextHeader(3))
    #expect(refusal(changed(5, 0x52)) == .headerType(0x52))
    #expect(refusal(changed(3, 2)) == .hops(2, of: 1))
    #expect(refusal(changed(8, 1)) == .tooLong(stated: 297, present: 41))
    #expect(refusal(changed(9, 4)) == .empty(.payload))
  }

  @Test("cut at any octet a packet is refused and nothing is read behind its end")
  func cut() {
    for octets in packets {
      for count in 0..<octets.count {
        let cut = Array(octets[..<count])
        if let packet = try? GeoNetworkingPacket(cut.span) {
          #expect(packet.payload.upperBound + packet.trailing == count)
        }
      }
    }
  }
}
