import Kernel
import Recording

/// The readers of recordings: pcap, pcapng, gzip, link layers, IP, UDP.
enum RecordingSubject {
  /// More than a recording of a few kilobytes can hold: a packet has sixteen octets of header.
  private static let mostDatagrams = 100_000

  /// Reads octets as a recording, in pieces of a size that the last octet tells.
  static func fault(_ octets: [UInt8]) -> String? {
    let piece = octets.last.map { Int($0) + 1 } ?? 1
    do {
      let reader = try RecordingReader(MemorySource(octets, pieceOctets: piece))
      var count = 0
      while let datagram = try reader.next() {
        count += 1
        if count > mostDatagrams { return "a recording does not end" }
        if datagram.payload.count > 65_535 { return "a datagram is larger than any can be" }
      }
    } catch {
      _ = "\(error)"
    }
    return nil
  }
}
