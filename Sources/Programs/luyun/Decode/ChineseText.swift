import Glibc

/// Text in GB 18030, which has all of GB 2312, as the system's tables know it.
enum ChineseText {
  /// The text; nil where the octets are none or the system does not know the encoding.
  @Sendable static func decode(_ octets: [UInt8]) -> String? {
    let conversion = iconv_open("UTF-8", "GB18030")
    // iconv_open says that it failed with a pointer of all ones.
    guard Int(bitPattern: conversion) != -1 else { return nil }
    defer { iconv_close(conversion) }
    var input = octets.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: octets.count * 3 + 4)
    let written = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output -> Int? in
        var (from, fromCount) = (input.baseAddress, input.count)
        var (to, toCount) = (output.baseAddress, output.count)
        guard iconv(conversion, &from, &fromCount, &to, &toCount) != .max, fromCount == 0 else { return nil }
        return output.count - toCount
      }
    }
    return written.flatMap { String(validating: output[..<$0].map { UInt8(bitPattern: $0) }, as: UTF8.self) }
  }
}
