import Kernel
import Recording
import Testing

@Suite("from the link to the datagram")
struct LinkLayerTests {
  private func read(_ packet: [UInt8], link: UInt32 = 101) -> Reading {
    Reading(Pcap.file(link: link, packets: [(1, 0, packet)]))
  }

  private static let cooked: [UInt8] = [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]

  @Test(
    "a datagram is found behind every link header",
    arguments: [
      (101, Packet.version4()), (12, Packet.version4()), (228, Packet.version4()),
      (1, Packet.ethernet(Packet.version4())),
      (0x1400_0001, Packet.ethernet(Packet.version4()) + [1, 2, 3, 4]),
      (1, Packet.ethernet(Packet.version4(), type: [0x81, 0, 0, 5, 8, 0])),
      (1, Packet.ethernet(Packet.version4(), type: [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x91, 0, 0, 7, 8, 0])),
      (1, Packet.ethernet(Packet.version4()) + [UInt8](repeating: 0, count: 15)),
      (113, cooked + [8, 0] + Packet.version4()),
      (113, cooked + [0x81, 0, 0, 9, 8, 0] + Packet.version4()),
      (276, [8, 0, 0, 0] + [UInt8](repeating: 1, count: 16) + Packet.version4()),
      (276, [0x81, 0, 0, 0] + [UInt8](repeating: 1, count: 16) + [0, 9, 8, 0] + Packet.version4()),
      (0, [2, 0, 0, 0] + Packet.version4()), (0, [0, 0, 0, 2] + Packet.version4()),
      (108, [0, 0, 0, 2] + Packet.version4()),
    ] as [(UInt32, [UInt8])])
  func version4(link: UInt32, packet: [UInt8]) {
    let reading = read(packet, link: link)
    #expect(reading.datagrams.map(\.source) == [Packet.source])
    #expect(reading.datagrams.map(\.destination) == [Packet.destination])
    #expect(reading.datagrams.map(\.payload) == [Packet.payload])
  }

  @Test(
    "an IPv6 datagram is found behind link and extension headers",
    arguments: [
      (101, Packet.version6()), (229, Packet.version6()),
      (1, Packet.ethernet(Packet.version6(), type: [0x86, 0xdd])),
      (113, cooked + [0x86, 0xdd] + Packet.version6()),
      (276, [0x86, 0xdd, 0, 0] + [UInt8](repeating: 1, count: 16) + Packet.version6()),
      (0, [10, 0, 0, 0] + Packet.version6()), (108, [0, 0, 0, 28] + Packet.version6()),
      (0, [0, 0, 0, 30] + Packet.version6()),
      // Hop-by-hop, destination options of 16 octets, routing.
      (
        101,
        Packet.version6(
          [60, 0, 1, 4, 0, 0, 0, 0] + [43, 1] + [UInt8](repeating: 0, count: 14) + [17, 0, 0, 0, 0, 0, 0, 0]
            + Packet.udp(), kind: 0)
      ),
      // An authentication header counts in words of four octets, two of them not counted.
      (101, Packet.version6([17, 4] + [UInt8](repeating: 0, count: 22) + Packet.udp(), kind: 51)),
      // A fragment that is the whole packet (RFC 6946).
      (101, Packet.version6([17, 0, 0, 0, 1, 2, 3, 4] + Packet.udp(), kind: 44)),
    ] as [(UInt32, [UInt8])])
  func version6(link: UInt32, packet: [UInt8]) {
    let reading = read(packet, link: link)
    #expect(reading.datagrams.map(\.source) == [Packet.source6])
    #expect(reading.datagrams.map(\.destination) == [Packet.destination6])
    #expect(reading.datagrams.map(\.payload) == [Packet.payload])
  }

  @Test("options of the IPv4 header, an empty payload and octets behind the datagram do no harm")
  func variants() {
    #expect(read(Packet.version4(options: 40)).datagrams.map(\.payload) == [Packet.payload])
    #expect(read(Packet.version4(Packet.udp([]))).datagrams.map(\.payload) == [[]])
    #expect(read(Packet.version4(Packet.udp() + [9, 9])).datagrams.map(\.payload) == [Packet.payload])
  }

  @Test(
    "a packet that is not handed out is counted by its reason",
    arguments: [
      (1, Packet.ethernet([], type: [8]), .malformedLinkHeader),
      (1, Packet.ethernet([0, 5, 0x81], type: [0x81, 0]), .malformedLinkHeader),
      (0, [2, 0, 0], .malformedLinkHeader),
      (276, [8, 0, 0, 0], .malformedLinkHeader),
      (1, Packet.ethernet([0, 1], type: [8, 6]), .notInternetProtocol),
      (1, Packet.ethernet([0, 1], type: [0, 46]), .notInternetProtocol),
      (0, [7, 0, 0, 0] + Packet.version4(), .notInternetProtocol),
      (276, [8, 6] + [UInt8](repeating: 1, count: 18), .notInternetProtocol),
      (147, Packet.version4(), .unsupportedLinkLayer),
      (228, Packet.version6(), .malformedNetworkHeader),
      (101, [0x54] + Packet.version4().dropFirst(), .malformedNetworkHeader),
      (101, [0x44] + Packet.version4().dropFirst(), .malformedNetworkHeader),
      (101, Packet.version4(length: 19), .malformedNetworkHeader),
      (101, Packet.version6([17, 9, 0, 0, 0, 0, 0, 0] + Packet.udp(), kind: 60), .malformedNetworkHeader),
      (101, Packet.version6([17], kind: 60), .malformedNetworkHeader),
      (101, Packet.version4(fragment: 0x00b9), .incompleteFragments),
      (101, Packet.version6([17, 0, 5, 0xa8, 0, 0, 0, 0] + Packet.udp(), kind: 44), .incompleteFragments),
      (101, Packet.version4(fragment: 0x2001), .malformedNetworkHeader),
      (1, Packet.ethernet([], type: [0x89, 0x47]), .cutShort),
      (101, Packet.version4(kind: 50), .encrypted), (101, Packet.version6(kind: 50), .encrypted),
      (101, Packet.version4(kind: 6), .notUDP), (101, Packet.version6(kind: 58), .notUDP),
      (101, Packet.version6([], kind: 59), .notUDP),
      (101, Packet.version4([1, 2, 3]), .malformedUDPHeader),
      (101, Packet.version4(Packet.udp(length: 7)), .malformedUDPHeader),
      (101, Packet.version4(Packet.udp(length: 12)), .malformedUDPHeader),
      (101, Packet.version6(Packet.udp(length: 0)), .malformedUDPHeader),
      (101, [], .cutShort), (101, Array(Packet.version4().dropLast()), .cutShort),
      (101, Array(Packet.version4().prefix(25)), .cutShort), (101, Array(Packet.version4().prefix(12)), .cutShort),
      (101, Array(Packet.version6().prefix(39)), .cutShort),
      (101, Array(Packet.version6([17, 0, 0, 0, 0, 0, 0, 0] + Packet.udp(), kind: 60).prefix(43)), .cutShort),
    ] as [(UInt32, [UInt8], UnreadPacketReason)])
  func reasons(link: UInt32, packet: [UInt8], reason: UnreadPacketReason) {
    let reading = read(packet, link: link)
    #expect(reading.reasons == [reason])
    #expect(reading.tally.packets == 1)
    #expect(reading.datagrams.isEmpty)
    #expect(reading.error == nil)
  }

  @Test(
    "a GeoNetworking packet on the link layer is handed out with the sender's address there",
    arguments: [
      (1, Packet.ethernet([1, 2, 3], type: [0x89, 0x47])),
      (1, Packet.ethernet([1, 2, 3], type: [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x89, 0x47])),
      (113, [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 2, 0, 0, 0x89, 0x47, 1, 2, 3]),
      (276, [0x89, 0x47, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 3]),
    ] as [(UInt32, [UInt8])])
  func geonetworking(link: UInt32, packet: [UInt8]) {
    let readings = [
      read(packet, link: link),
      Reading(
        Pcapng.section() + Pcapng.interface(link: UInt16(link)) + Pcapng.packet(packet, ticks: 1)),
    ]
    for reading in readings {
      #expect(reading.datagrams.map(\.payload) == [[1, 2, 3]])
      #expect(reading.datagrams.map(\.source.address.description) == ["02:00:00:00:00:02"])
      #expect(reading.adds)
    }
  }

  @Test("protocols and link layers that are not read are told by their numbers")
  func numbers() {
    let ether = Reading(
      Pcap.file(
        link: 1,
        packets: [
          (1, 0, Packet.ethernet([0, 1], type: [8, 6])), (2, 0, Packet.ethernet([0, 1], type: [0x88, 0xcc])),
        ]))
    #expect(ether.tally.sentences.count == 1)
    #expect(ether.tally.sentences.first?.hasSuffix("(EtherType 0x0806: 1, EtherType 0x88cc: 1)") == true)
    #expect(ether.tally.sentences.first?.hasPrefix("2 packets left out: ") == true)
    let radio = read([8, 0], link: 105)
    #expect(radio.tally.sentences.first?.hasPrefix("1 packet left out: ") == true)
    #expect(radio.tally.sentences.first?.hasSuffix("(LINKTYPE 105: 1)") == true)
  }

  @Test("every reason has a sentence of its own")
  func sentences() {
    let sentences = Set(UnreadPacketReason.allCases.map(\.sentence))
    #expect(sentences.count == UnreadPacketReason.allCases.count)
  }
}
