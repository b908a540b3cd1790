import PackedEncoding
import Testing

/// Writes with a context of so many octets, with marks behind the padding, and gives back the octets of the message: nil
/// where the context refuses it. That nothing beyond the padding was touched is expected.
func written(
  room: Int = 400_000, _ body: (UnsafeMutablePointer<EncodeContext>, inout PendingBits) -> Void
) -> [UInt8]? {
  let marks = [UInt8](repeating: 0xa5, count: 64)
  let size = room + EncodeContext.padding
  var buffer = [UInt8](repeating: 0xff, count: size) + marks
  let octets = buffer.withUnsafeMutableBufferPointer { buffer -> [UInt8]? in
    guard let base = buffer.baseAddress else { return nil }
    var context = EncodeContext(base: base, octets: room)
    var out = context.start
    withUnsafeMutablePointer(to: &context) { body($0, &out) }
    return context.finish(out).map { Array(buffer[..<$0]) }
  }
  #expect(Array(buffer[size...]) == marks, "something was written beyond the padding")
  return octets
}

extension BitRow {
  /// Appends octets of a width, one after another.
  mutating func append(_ octets: some Sequence<UInt8>, width: Int = 8) {
    for octet in octets { append(UInt64(octet), width: width) }
  }

  /// Appends octets as an open type or an octet string of any length: lengths and fragments (X.691 clause 11.9).
  mutating func appendFragments(_ octets: [UInt8]) {
    var rest = octets[...]
    while rest.count >= 16384 {
      let blocks = min(rest.count / 16384, 4)
      append(0xc0 | UInt64(blocks), width: 8)
      append(rest.prefix(blocks * 16384))
      rest = rest.dropFirst(blocks * 16384)
    }
    if rest.count < 128 {
      append(UInt64(rest.count), width: 8)
    } else {
      append(0x8000 | UInt64(rest.count), width: 16)
    }
    append(rest)
  }
}

/// Octets that depend on their place only.
func sampleOctets(_ count: Int, below bound: Int = 256) -> [UInt8] {
  (0..<count).map { UInt8(($0 &* 167 &+ $0 / 251 &+ 13) % bound) }
}

/// Calls a body with octets as a list.
func withPacked(_ octets: [UInt8], _ body: (PackedOctets) -> Void) {
  var copy = octets
  copy.withUnsafeMutableBufferPointer { body(PackedOctets(base: $0.baseAddress, count: $0.count)) }
}
