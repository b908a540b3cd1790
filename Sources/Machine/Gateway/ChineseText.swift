import Glibc

/// Text in GB 18030, which contains GB 2312, by the system's table.
enum ChineseText {
  /// The text of octets; what is no character of the table becomes a replacement character.
  static func text(of octets: [UInt8]) -> String {
    guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else {
      return String(decoding: octets, as: UTF8.self)
    }
    defer { iconv_close(converter) }
    var input = octets.map { CChar(bitPattern: $0) }
    // A character of two octets takes three in UTF-8, one of four takes four; an octet that is none is replaced by three.
    var output = [CChar](repeating: 0, count: octets.count * 3 + 16)
    var written = 0
    var done = 0
    while done < input.count {
      let rest = input.count - done
      let (taken, made, failed) = convert(converter, &input, from: done, count: rest, &output, at: written)
      done += taken
      written += made
      guard failed, done < input.count, written + 3 <= output.count else { break }
      for octet in [UInt8](arrayLiteral: 0xef, 0xbf, 0xbd) {
        output[written] = CChar(bitPattern: octet)
        written += 1
      }
      done += 1
    }
    return String(decoding: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func convert(
    _ converter: iconv_t, _ input: inout [CChar], from start: Int, count: Int, _ output: inout [CChar], at place: Int
  ) -> (taken: Int, made: Int, failed: Bool) {
    let room = output.count - place
    return input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let into = target.baseAddress else { return (0, 0, true) }
        var next: UnsafeMutablePointer<CChar>? = from + start
        var free: UnsafeMutablePointer<CChar>? = into + place
        var left = count
        var space = room
        let result = iconv(converter, &next, &left, &free, &space)
        return (count - left, room - space, result == -1)
      }
    }
  }
}
