public import Kernel

/// All octets of a source, decompressed where they are gzip.
public enum UncompressedOctets {
  /// Reads a source to its end, at most `limit` octets of result.
  ///
  /// Throws ``RecordingError`` for a source that cannot be read, for damaged compression, and beyond the limit.
  public static func read(_ source: any ByteSource, limit: Int = 1 << 30) throws(RecordingError) -> [UInt8] {
    let inflater = Inflater(source)
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count: Int
      do throws(ByteFlowError) {
        count = try UncompressedOctets.fill(&buffer, from: inflater)
      } catch {
        throw RecordingError(
          reason: error.reason, offset: UInt64(octets.count), compressedOffset: error.compressedOffset)
      }
      if count == 0 { return octets }
      octets.append(contentsOf: buffer[..<count])
      guard octets.count <= limit else {
        throw RecordingError(
          reason: .damagedCompression("more than \(limit) octets"), offset: UInt64(octets.count), compressedOffset: nil)
      }
    }
  }

  private static func fill(_ buffer: inout [UInt8], from inflater: Inflater) throws(ByteFlowError) -> Int {
    var outcome: Result<Int, ByteFlowError> = .success(0)
    buffer.withUnsafeMutableBytes { room in
      do throws(ByteFlowError) { outcome = .success(try inflater.read(into: room)) } catch { outcome = .failure(error) }
    }
    return try outcome.get()
  }
}
