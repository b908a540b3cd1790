import PackedEncoding
import Testing

@Suite("octets and open types on the way out")
struct WrittenOctetsTests {
  /// Lengths around every bound of clause 11.9, where fragments begin included.
  static let lengths = [
    0, 1, 2, 3, 6, 7, 8, 9, 15, 16, 17, 126, 127, 128, 129, 1000, 16383, 16384, 16385, 16511, 16512, 32768, 49152,
    65535, 65536, 65537, 81920, 131_072, 131_200, 150_000,
  ]

  @Test("an octet string of any length begins at any bit", arguments: lengths)
  func unbounded(count: Int) {
    let octets = sampleOctets(count)
    for before in count > 1000 ? [0, 5, 63] : [0, 1, 5, 8, 37, 63] {
      var row = BitRow()
      row.append(1, width: before)
      row.appendFragments(octets)
      row.append(1, width: 3)
      withPacked(octets) { packed in
        let result = written { context, out in
          out.append(before == 0 ? 0 : 1, UInt64(before))
          context.writeUnboundedOctets(&out, packed)
          out.append(1, 3)
        }
        #expect(result == row.octets, "\(before) bits before it")
      }
    }
  }

  @Test("characters come out in seven bits each, and one beyond 127 is refused", arguments: 0..<40)
  func characters(count: Int) {
    for before in 0..<9 {
      var octets = sampleOctets(count, below: 128)
      var row = BitRow()
      row.append(1, width: before)
      row.append(octets, width: 7)
      row.append(5, width: 3)
      func result() -> [UInt8]? {
        var result: [UInt8]?
        withPacked(octets) { packed in
          result = written { context, out in
            out.append(before == 0 ? 0 : 1, UInt64(before))
            context.writeOctets(&out, packed, width: 7)
            out.append(5, 3)
          }
        }
        return result
      }
      #expect(result() == row.octets, "\(before) bits before it")
      guard count > 0 else { continue }
      octets[before * 5 % count] |= 128
      #expect(result() == nil)
    }
  }

  @Test("octets that do not fit into the room are refused", arguments: 0..<30)
  func room(count: Int) {
    withPacked(sampleOctets(count, below: 128)) { packed in
      for room in 0..<30 {
        let octets = written(room: room) { context, out in
          out.append(1, 1)
          context.writeOctets(&out, packed, width: 8)
        }
        #expect((octets == nil) == (room <= count), "\(room)")
        let open = written(room: room) { context, out in
          let start = out
          out.append(0, 8)
          context.writeOctets(&out, packed, width: 8)
          context.closeOpenType(&out, start)
        }
        #expect((open == nil) == (room <= max(count, 1)), "\(room)")
        let characters = written(room: room) { context, out in context.writeOctets(&out, packed, width: 7) }
        #expect((characters == nil) == (room < max((count * 7 + 7) / 8, 1)), "\(room)")
      }
    }
  }

  @Test("an open type written in place has its length in front, however long it is", arguments: lengths)
  func openTypes(count: Int) {
    let octets = sampleOctets(count)
    for before in count > 1000 ? [0, 3, 55] : [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 30, 55] {
      // Three bits more than whole octets: the last octet is filled up.
      for more in count == 0 ? [0] : [0, 3] {
        var row = BitRow()
        row.append(1, width: before)
        row.appendFragments(count == 0 ? [0] : octets + (more == 0 ? [] : [0xe0]))
        row.append(0x5a5, width: 11)
        withPacked(octets) { packed in
          let result = written { context, out in
            out.append(before == 0 ? 0 : 1, UInt64(before))
            let start = out
            out.append(0, 8)
            context.writeOctets(&out, packed, width: 8)
            if more > 0 { out.append(7, 3) }
            context.closeOpenType(&out, start)
            out.append(0x5a5, 11)
          }
          #expect(result == row.octets, "\(before) bits before it, \(more) bits more")
        }
      }
    }
  }

  @Test("an open type in an open type moves with it", arguments: [0, 1, 60, 122, 123, 124, 125, 126, 127, 128, 200])
  func nested(count: Int) {
    let octets = sampleOctets(count)
    var inner = BitRow()
    inner.append(3, width: 2)
    inner.append(octets)
    var middle = BitRow()
    middle.append(1, width: 5)
    middle.appendFragments(inner.octets)
    var row = BitRow()
    row.append(1, width: 1)
    row.appendFragments(middle.octets)
    withPacked(octets) { packed in
      let result = written { context, out in
        out.append(1, 1)
        let outer = out
        out.append(0, 8)
        out.append(1, 5)
        let start = out
        out.append(0, 8)
        out.append(3, 2)
        context.writeOctets(&out, packed, width: 8)
        context.closeOpenType(&out, start)
        context.closeOpenType(&out, outer)
      }
      #expect(result == row.octets)
    }
  }
}
