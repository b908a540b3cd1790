import Kernel
import PackedEncoding
import Testing

@Suite("bits on the way out")
struct PendingBitsTests {
  @Test("fields of any width come out as from the careful row of bits, stored early or late", arguments: 0..<50)
  func fields(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var row = BitRow()
    let octets = written { _, out in
      for _ in 0..<300 {
        if random.below(5) == 0 {
          let word = random.next()
          out.appendWord(word)
          row.append(word, width: 64)
        } else {
          let width = random.below(56)
          let value = random.next() & (1 << UInt64(width) - 1)
          if out.count + UInt64(width) > 63 || random.below(4) == 0 { out.settle() }
          out.append(value, UInt64(width))
          row.append(value, width: width)
        }
      }
    }
    #expect(octets == row.octets)
  }

  @Test("a message without a bit takes an octet all the same")
  func empty() {
    #expect(written { _, _ in } == [0])
  }

  @Test("what does not fit into the room is refused", arguments: 0..<20)
  func room(octets: Int) {
    let result = written(room: octets) { _, out in
      for _ in 0..<10 {
        out.append(0xabc, 12)
        out.settle()
      }
    }
    #expect((result == nil) == (octets < 15))
  }

  @Test(
    "numbers without bounds, small numbers and lengths come out in each of their forms",
    arguments: [0, 1, 63, 64, 127, 128, 255, 256, 16383, 16384, 65535, 65536, -1])
  func numbers(number: Int) {
    var row = BitRow()
    row.append(5, width: 3)
    switch number {
    case 0..<64: row.append(UInt64(number), width: 7)
    case 64..<256: row.append(1 << 16 | 1 << 8 | UInt64(number), width: 17)
    default: row.append(1 << 24 | 2 << 16 | UInt64(truncatingIfNeeded: number) & 0xffff, width: 25)
    }
    let small = written { context, out in
      out.append(5, 3)
      context.writeSmallNumber(&out, number)
    }
    #expect(small == ((0...65535).contains(number) ? row.octets : nil))

    row = BitRow()
    row.append(5, width: 3)
    row.append(UInt64(truncatingIfNeeded: number < 128 ? number : 0x8000 | number), width: number < 128 ? 8 : 16)
    let length = written { context, out in
      out.append(5, 3)
      context.writeLength(&out, number)
    }
    #expect(length == ((0..<16384).contains(number) ? row.octets : nil))
  }

  @Test(
    "an integer without bounds takes the fewest octets",
    arguments: [
      (0, 1), (-1, 1), (127, 1), (128, 2), (-128, 1), (-129, 2), (32767, 2), (32768, 3), (Int64.max, 8), (.min, 8),
    ] as [(Int64, Int)])
  func unbounded(value: Int64, octets: Int) {
    var row = BitRow()
    row.append(1, width: 1)
    row.append(UInt64(octets), width: 8)
    row.append(UInt64(bitPattern: value), width: 8 * octets)
    let result = written { context, out in
      out.append(1, 1)
      context.writeUnconstrainedInteger(&out, value)
    }
    #expect(result == row.octets)
  }

  @Test("a bit string of another size than the root's comes with the extension bit and its length", arguments: 0..<80)
  func bits(count: Int) {
    let octets = sampleOctets(16)
    var row = BitRow()
    row.append(2, width: 2)
    row.append(count == 9 ? 0 : 1, width: 1)
    if count != 9 { row.append(UInt64(count), width: 8) }
    for index in 0..<count { row.append(UInt64(octets[index / 8] >> UInt8(7 - index & 7)) & 1, width: 1) }
    let first = octets.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    octets.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      let bits =
        count > 64
        ? ExtensibleBits(bits: first, count: count, octets: base) : ExtensibleBits(bits: first, count: count)
      let result = written { context, out in
        out.append(2, 2)
        context.writeExtensibleBits(&out, bits, rootSize: 9)
      }
      #expect(result == row.octets)
    }
  }
}
