import Kernel
import Recording
import Testing

@Suite("datagrams that IP sent in parts")
struct FragmentTests {
  private static let payload = (0..<100).map { UInt8($0) }
  private static let whole = Packet.udp(payload)

  /// A part of a packet by IPv4.
  private func version4(_ range: Range<Int>, of whole: [UInt8] = whole, identification: UInt8 = 7) -> [UInt8] {
    let isLast = range.upperBound == whole.count
    var packet = Packet.version4(
      Array(whole[range]), fragment: UInt16(range.lowerBound / 8) | (isLast ? 0 : 0x2000))
    packet[5] = identification
    return packet
  }

  /// The same by IPv6.
  private func version6(_ range: Range<Int>, of whole: [UInt8] = whole, kind: UInt8 = 17) -> [UInt8] {
    let word = UInt16(range.lowerBound) | (range.upperBound == whole.count ? 0 : 1)
    return Packet.version6(
      [kind, 0, UInt8(word >> 8), UInt8(word & 255), 0, 0, 0, 9] + Array(whole[range]), kind: 44)
  }

  private func read(_ packets: [[UInt8]], secondsApart: UInt32 = 0) -> Reading {
    Reading(
      Pcap.file(packets: packets.enumerated().map { (1 + UInt32($0.offset) * secondsApart, 0, $0.element) }))
  }

  @Test("come whole, whatever the order of the parts", arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]])
  func order(_ order: [Int]) {
    let ranges = [0..<48, 48..<96, 96..<108]
    for parts in [ranges.map { version4($0) }, ranges.map { version6($0) }] {
      let reading = read(order.map { parts[$0] })
      #expect(reading.datagrams.map(\.payload) == [FragmentTests.payload])
      #expect(reading.datagrams.map(\.source.port) == [40_000])
      #expect(reading.tally.joinedFragments == 2)
      #expect(reading.reasons.isEmpty)
      #expect(reading.adds)
    }
  }

  @Test("headers of IPv6 may stand in the first part")
  func options() {
    let whole = [17, 0, 1, 4, 0, 0, 0, 0] + FragmentTests.whole
    let reading = read([version6(0..<56, of: whole, kind: 60), version6(56..<whole.count, of: whole, kind: 60)])
    #expect(reading.datagrams.map(\.payload) == [FragmentTests.payload])
  }

  @Test("parts of several packets at a time are kept apart")
  func several() {
    let reading = read([
      version4(0..<48), version4(0..<56, identification: 8), version4(48..<108), version4(56..<108, identification: 8),
    ])
    #expect(reading.datagrams.count == 2)
    #expect(reading.adds)
  }

  @Test("what is missing at the end, or after thirty seconds, is counted by name")
  func incomplete() {
    let ended = read([version4(0..<48), version4(48..<96)])
    #expect(ended.datagrams.isEmpty)
    #expect(ended.tally.count(of: .incompleteFragments) == 2)
    let late = read([version4(0..<48), version4(48..<108)], secondsApart: 31)
    #expect(late.datagrams.isEmpty)
    #expect(late.tally.count(of: .incompleteFragments) == 2)
    #expect(ended.adds && late.adds)
  }

  @Test("parts that overlap are refused with all others of their packet")
  func overlap() {
    let reading = read([version4(0..<48), version4(40..<96), version4(48..<108), version4(96..<108)])
    #expect(reading.datagrams.isEmpty)
    #expect(reading.tally.count(of: .overlappingFragments) == 4)
    #expect(reading.adds)
  }

  @Test("a part that comes again is counted, and other octets in its place are an overlap")
  func again() {
    let same = read([version4(0..<48), version4(0..<48), version4(48..<108)])
    #expect(same.datagrams.map(\.payload) == [FragmentTests.payload])
    #expect(same.tally.count(of: .repeatedFragment) == 1)
    var forged = version4(0..<48)
    forged[40] ^= 1
    let other = read([version4(0..<48), forged, version4(48..<108)])
    #expect(other.datagrams.isEmpty)
    #expect(other.tally.count(of: .overlappingFragments) == 3)
    #expect(same.adds && other.adds)
  }

  @Test("more than 64 packets under way at a time: the oldest makes room")
  func many() {
    let firsts = (0..<65).map { version4(0..<48, identification: UInt8($0)) }
    let reading = read(firsts + [version4(48..<108, identification: 64), version4(48..<108, identification: 0)])
    #expect(reading.datagrams.count == 1)
    #expect(reading.tally.count(of: .tooManyFragments) == 1)
    #expect(reading.tally.count(of: .incompleteFragments) == 64)
    #expect(reading.adds)
  }

  @Test("parts beyond the longest packet, or of an odd length in the middle, are malformed")
  func malformed() {
    let beyond = Packet.version4(FragmentTests.whole, fragment: 0x1fff)
    let odd = Packet.version4(Array(FragmentTests.whole.prefix(47)), fragment: 0x2000)
    let reading = read([beyond, odd])
    #expect(reading.tally.count(of: .malformedNetworkHeader) == 2)
    #expect(reading.adds)
  }
}
