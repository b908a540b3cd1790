import Foundation
import MessageVectors
import MessagesCSAE
import PackedEncoding
import SchemaModel
import Testing

@Suite("golden vectors")
struct GoldenVectorTests {
  @Test("every vector of the project's own gives what it demands", arguments: Vectors.names(in: Vectors.fixtures))
  func fixtures(file: String) throws {
    try check(Vectors.fixtures.appending(path: file))
  }

  @Test(
    "every vector of the larger set gives what it demands",
    .enabled(if: Vectors.shared != nil, "no folder of golden vectors beside the project"),
    arguments: Vectors.shared.map(Vectors.names(in:)) ?? [])
  func shared(file: String) throws {
    guard let folder = Vectors.shared else { return }
    try check(folder.appending(path: file))
  }

  private func check(_ url: URL) throws {
    let decoder = MessageDecoder()
    let encoder = MessageEncoder()
    let vectors = try Vectors.load(url)
    let dialect = Vectors.dialect(of: url)
    #expect(!vectors.isEmpty)
    for vector in vectors {
      switch vector.expect {
      case "ok": try accepts(vector, dialect, decoder, encoder, reencodes: true)
      case "ok-skip-extension":
        try accepts(vector, dialect, decoder, encoder, reencodes: false)
        #expect(decoder.skippedExtensions > 0, "\(vector.id)")
      case "unknown-enum", "unknown-choice":
        try accepts(vector, dialect, decoder, encoder, reencodes: true)
        #expect(decoder.unknownValues > 0, "\(vector.id)")
      case "policy":
        try accepts(vector, dialect, decoder, encoder, reencodes: false)
        if let length = vector.prefixLength { #expect(decoder.octetsUsed == length, "\(vector.id)") }
      case "reject": rejects(vector, dialect, decoder)
      default: Issue.record("\(vector.id) demands '\(vector.expect)', which nobody knows")
      }
    }
  }

  private func accepts(
    _ vector: Vector, _ dialect: Dialect, _ decoder: MessageDecoder, _ encoder: MessageEncoder, reencodes: Bool
  ) throws {
    let frame = try decoder.decode(vector.octets, as: dialect)
    let fast = frame.schemaValue(as: dialect)
    let careful = try MessageSchema.decode(vector.octets, as: dialect)
    #expect(fast == careful.value, "\(vector.id): the two decoders differ")
    #expect(decoder.octetsUsed == max((careful.bits + 7) / 8, 1), "\(vector.id)")
    if let value = vector.value { #expect(fast == value, "\(vector.id): another value") }
    guard reencodes else { return }
    #expect(try encoder.octets(of: frame, as: dialect) == vector.octets, "\(vector.id): other octets")
    #expect(try MessageSchema.encode(fast, as: dialect) == vector.octets, "\(vector.id): other careful octets")
  }

  private func rejects(_ vector: Vector, _ dialect: Dialect, _ decoder: MessageDecoder) {
    do throws(MessageDecodingError) {
      _ = try decoder.decode(vector.octets, as: dialect)
      Issue.record("\(vector.id) is accepted")
    } catch {
      #expect(error.reason != .disagreement, "\(vector.id): only the fast decoder rejects it")
      if vector.kind.hasPrefix("invalid"), let place = vector.at {
        // The place is told from the message on, ours from the frame on: `bsmFrame.` or `msgFrameExt.value.`.
        #expect(("." + error.field + ".").contains("." + place + "."), "\(vector.id): \(error) in place of \(place)")
      }
    }
  }
}
