import Kernel
import Testing

@Suite("network addresses")
struct NetworkAddressTests {
  @Test(
    "an IPv6 address is written as RFC 5952 recommends",
    arguments: [
      ("2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:DB8::AbCd", "2001:db8::abcd"),
      ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("fe80::", "fe80::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
      ("::ffff:192.0.2.1", "192.0.2.1"), ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"),
      ("255.255.255.255", "255.255.255.255"),
    ])
  func canonical(text: String, expected: String) throws {
    #expect(try NetworkAddress(parsing: text).description == expected)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "+1::",
      "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.-4", "1.2.3.4 ",
      "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "fe80::1%eth0", "localhost", "１.2.3.4",
    ])
  func refused(text: String) {
    #expect(throws: NetworkAddressError.self) { try NetworkAddress(parsing: text) }
    #expect(NetworkAddress(text) == nil)
  }

  @Test("every address survives its text", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<500 {
      // Groups are often zero, so that every place of the gap occurs.
      var words: [UInt64] = [0, 0]
      for index in 0..<8 where random.below(2) == 0 {
        words[index / 4] |= UInt64(random.below(65_536)) << UInt64(16 * (index % 4))
      }
      let address = NetworkAddress(high: words[0], low: words[1])
      #expect(NetworkAddress(address.description) == address)
      let four = NetworkAddress(ipv4: UInt32(truncatingIfNeeded: random.next()))
      #expect(four.isIPv4)
      #expect(NetworkAddress(four.description) == four)
    }
  }

  @Test("a host is the same through an IPv4 and a dual-stack socket")
  func mapped() throws {
    #expect(try NetworkAddress(parsing: "::ffff:10.20.10.11") == NetworkAddress(10, 20, 10, 11))
    #expect(NetworkAddress.anyIPv4 != NetworkAddress.anyIPv6)
  }

  @Test("endpoints are written with their port", arguments: ["10.0.0.1:30000", "[fd00::1]:0", "[::]:65535"])
  func endpoint(text: String) throws {
    #expect(try NetworkEndpoint(parsing: text).description == text)
  }

  @Test(
    "what is no endpoint is refused",
    arguments: [
      "10.0.0.1", "10.0.0.1:", "10.0.0.1:65536", "10.0.0.1:+1", "fd00::1:1", "[fd00::1]", "[10.0.0.1]:1", ":1",
    ])
  func refusedEndpoint(text: String) {
    #expect(throws: NetworkAddressError.self) { try NetworkEndpoint(parsing: text) }
  }
}

@Suite("addresses of a link layer")
struct LinkLayerAddressTests {
  @Test("six octets are written with colons, read back, and like no host of IP")
  func text() throws {
    let address = NetworkAddress(linkLayer: 0x0200_5e10_00ff)
    #expect(address.description == "02:00:5e:10:00:ff")
    #expect(NetworkAddress("02:00:5e:10:00:ff") == address)
    #expect(address.linkLayer == 0x0200_5e10_00ff)
    #expect(NetworkAddress("ff02::1")?.linkLayer == nil)
    #expect(NetworkAddress(192, 0, 2, 1).linkLayer == nil)
    let endpoint = NetworkEndpoint(address: address, port: 0)
    #expect(endpoint.description == "02:00:5e:10:00:ff")
    #expect(NetworkEndpoint(endpoint.description) == endpoint)
  }

  @Test(
    "they are no addresses of hosts, which alone can be configured", arguments: ["02:00:5e:10:00:ff", "2:0:5e:10:0:f"])
  func hosts(text: String) {
    #expect(throws: NetworkAddressError.notAnAddress(text)) { try NetworkAddress(parsing: text) }
  }
}
