import Foundation
import MessageVectors
import MessagesSAE
import Mutations
import PackedEncoding
import SchemaModel
import Testing

/// Vectors that `make-vectors` made: two codecs of other hands agree on all that are valid.
enum Vectors {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasPrefix("sae") && $0.hasSuffix(".jsonl") }.sorted()

  static func load(_ name: String) throws -> [Vector] {
    try Vector.load(folder.appending(path: name), as: SAEMessageSchema.root, of: SAEMessageSchema.schema)
  }
}

@Suite("golden vectors of SAE J2735")
struct SAEVectorTests {
  private let decoder = SAEMessageDecoder()
  private let encoder = SAEMessageEncoder()

  @Test("there is a file for each of the eight messages")
  func files() {
    #expect(Vectors.names.count == 8)
  }

  @Test("every vector gives what it demands with both decoders and both encoders", arguments: Vectors.names)
  func vectors(file: String) throws {
    let vectors = try Vectors.load(file)
    #expect(vectors.count >= 30)
    for vector in vectors {
      switch vector.expect {
      case "ok": try accepts(vector, reencodes: true)
      case "ok-skip-extension":
        try accepts(vector, reencodes: false)
        #expect(decoder.skippedExtensions > 0, "\(vector.id)")
      case "unknown-enum", "unknown-choice":
        try accepts(vector, reencodes: true)
        #expect(decoder.unknownValues > 0, "\(vector.id)")
      case "policy":
        try accepts(vector, reencodes: false)
        #expect(decoder.octetsUsed == vector.prefixLength, "\(vector.id)")
      case "reject": rejects(vector)
      default: Issue.record("\(vector.id) demands '\(vector.expect)', which nobody knows")
      }
    }
  }

  private func accepts(_ vector: Vector, reencodes: Bool) throws {
    let frame = try decoder.decode(vector.octets)
    let careful = try SAEMessageSchema.decode(vector.octets)
    #expect(frame.tree == careful.value, "\(vector.id): the two decoders differ")
    #expect(decoder.octetsUsed == max((careful.bits + 7) / 8, 1), "\(vector.id)")
    if let value = vector.value { #expect(frame.tree.json == value.json, "\(vector.id): another value") }
    guard reencodes else { return }
    #expect(try encoder.octets(of: frame) == vector.octets, "\(vector.id): other octets")
    #expect(try SAEMessageSchema.encode(frame.tree) == vector.octets, "\(vector.id): other careful octets")
  }

  private func rejects(_ vector: Vector) {
    do throws(MessageDecodingError) {
      _ = try decoder.decode(vector.octets)
      Issue.record("\(vector.id) is accepted")
    } catch {
      #expect(error.reason != .disagreement, "\(vector.id): only the fast decoder rejects it")
      if let place = vector.at { #expect(error.field.hasSuffix(place), "\(vector.id): \(error) in place of \(place)") }
    }
  }

  @Test("mutated messages never trap, and both decoders and both encoders say the same of each")
  func mutations() throws {
    let count = 30_000
    let seeds = try Vectors.names.flatMap { try Vectors.load($0) }.map(\.octets).filter { $0.count < 400 }
    var mutations = MessageMutations(of: seeds, with: .sae(), seed: 3)
    let thinned = mutations.runThinned()
    #expect(thinned.disagreements == [], "messages with one component less")
    #expect(thinned.accepted > 1000)
    let result = mutations.run(count)
    #expect(result.disagreements == [])
    #expect(result.compared == count)
    #expect(result.accepted > count / 50 && result.accepted < count)
  }
}
