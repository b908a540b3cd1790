import Foundation
import Glibc
import MessageVectors
import MessagesCSAE
import PackedEncoding
import Testing

/// Octets that begin where readable memory begins: a read of the octet before them ends the process.
private final class FrontOfMemory {
  private let page = Int(getpagesize())
  private let memory: UnsafeMutableRawPointer
  let octets: UnsafeMutablePointer<UInt8>

  init?() {
    guard let memory = mmap(nil, 18 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED, mprotect(memory, page, PROT_NONE) == 0
    else { return nil }
    self.memory = memory
    octets = (memory + page).bindMemory(to: UInt8.self, capacity: 17 * page)
  }

  deinit { munmap(memory, 18 * page) }

  func fill(_ content: ArraySlice<UInt8>) {
    for (place, octet) in content.enumerated() { octets[place] = octet }
    (octets + content.count).update(repeating: 0, count: DecodeContext.padding)
  }
}

@Suite("what stands before a message")
struct FrontOfMemoryTests {
  @Test(
    "is never read, however short the message is cut and whichever of its octets is wrong",
    arguments: Vectors.names(in: Vectors.fixtures))
  func before(file: String) throws {
    let front = try #require(FrontOfMemory())
    let decoder = MessageDecoder()
    var rejected = 0
    let url = Vectors.fixtures.appending(path: file)
    let dialect = Vectors.dialect(of: url)
    for vector in try Vectors.load(url).prefix(120) {
      for count in 0...min(vector.octets.count, 24) {
        front.fill(vector.octets[..<count])
        if decoder.decode(front.octets, count: count, as: dialect) == nil { rejected += 1 }
      }
      for place in 0..<min(vector.octets.count, 12) {
        for flipped: UInt8 in [0x80, 0x10, 0x01, 0xff] {
          front.fill(vector.octets.prefix(16))
          front.octets[place] ^= flipped
          if decoder.decode(front.octets, count: min(vector.octets.count, 16), as: dialect) == nil {
            rejected += 1
          }
        }
      }
    }
    #expect(rejected > 0)
  }
}
