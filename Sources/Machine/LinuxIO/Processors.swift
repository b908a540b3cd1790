import CLinuxShim
public import Kernel

/// The processors that the calling thread may run on.
public enum Processors {
  private static let words = 16

  /// Their numbers, ascending.
  public static func ofThisThread() -> [Int] {
    var set = [UInt64](repeating: 0, count: words)
    if luyun_processors_get(&set, UInt32(words)) < 0 { return [] }
    return (0..<words * 64).filter { set[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// Lets the calling thread run on these processors only.
  public static func pinThisThread(to numbers: [Int]) throws(ByteStreamError) {
    var set = [UInt64](repeating: 0, count: words)
    for number in numbers {
      guard number >= 0, number < words * 64 else {
        throw ByteStreamError("there is no processor \(number); name some of those that nproc counts, from 0")
      }
      set[number / 64] |= 1 << UInt64(number % 64)
    }
    let result = luyun_processors_set(set, UInt32(words))
    if result < 0 {
      let names = numbers.map(String.init).joined(separator: ", ")
      throw ByteStreamError(
        "cannot keep the thread on processor \(names): \(SystemError.text(-result)); it may run on \(ofThisThread())")
    }
  }
}
