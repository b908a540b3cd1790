import Foundation
import MessageVectors
import MessagesETSI
import Mutations
import PackedEncoding
import SchemaModel
import Testing

/// Vectors that `make-vectors` made: three encoders of other hands agree on all that are valid.
enum Vectors {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")

  static func load(_ kind: ETSIMessageKind) throws -> [Vector] {
    let file = folder.appending(path: "etsi.\(kind.rawValue).jsonl")
    return try Vector.load(file, as: ETSIMessageSchema.root(of: kind), of: ETSIMessageSchema.schema)
  }
}

@Suite("golden vectors of ETSI")
struct ETSIVectorTests {
  private let decoder = ETSIMessageDecoder()
  private let encoder = ETSIMessageEncoder()

  @Test("every vector gives what it demands with both decoders and both encoders", arguments: ETSIMessageKind.allCases)
  func vectors(kind: ETSIMessageKind) throws {
    let vectors = try Vectors.load(kind)
    #expect(vectors.count >= 40)
    for vector in vectors {
      switch vector.expect {
      case "ok": try accepts(vector, as: kind, reencodes: true)
      case "ok-skip-extension":
        try accepts(vector, as: kind, reencodes: false)
        #expect(decoder.skippedExtensions > 0, "\(vector.id)")
      case "unknown-enum", "unknown-choice":
        try accepts(vector, as: kind, reencodes: true)
        #expect(decoder.unknownValues > 0, "\(vector.id)")
      case "policy":
        try accepts(vector, as: kind, reencodes: false)
        #expect(decoder.octetsUsed == vector.prefixLength, "\(vector.id)")
      case "reject": rejects(vector)
      default: Issue.record("\(vector.id) demands '\(vector.expect)', which nobody knows")
      }
    }
  }

  private func accepts(_ vector: Vector, as kind: ETSIMessageKind, reencodes: Bool) throws {
    let message = try decoder.decode(vector.octets)
    #expect(message.kind == kind, "\(vector.id)")
    let careful = try ETSIMessageSchema.decode(vector.octets)
    #expect(message.tree == careful.value, "\(vector.id): the two decoders differ")
    #expect(decoder.octetsUsed == (careful.bits + 7) / 8, "\(vector.id)")
    if let value = vector.value { #expect(message.tree.json == value.json, "\(vector.id): another value") }
    guard reencodes else { return }
    #expect(try encoder.octets(of: message) == vector.octets, "\(vector.id): other octets")
    #expect(try ETSIMessageSchema.encode(message.tree) == vector.octets, "\(vector.id): other careful octets")
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
    let count = 20_000
    let seeds = try ETSIMessageKind.allCases.flatMap { try Vectors.load($0) }.map(\.octets).filter { $0.count < 400 }
    var mutations = MessageMutations(of: seeds, with: .etsi(), seed: 5)
    let thinned = mutations.runThinned()
    #expect(thinned.disagreements == [], "messages with one component less")
    #expect(thinned.accepted > 1000)
    let result = mutations.run(count)
    #expect(result.disagreements == [])
    #expect(result.compared == count)
    #expect(result.accepted > count / 50 && result.accepted < count)
  }
}
