import PackedEncoding
import SchemaModel

/// The two decoders and the two encoders of a family of messages held against each other.
///
/// The generated decoder and the careful one share no code, so that each is the oracle of the other.
public struct MessageComparison {
  /// What came of one message.
  public enum Verdict: Equatable, Sendable {
    /// Both refuse it.
    case refused
    /// Both accept it, with one value, and both encoders turn that into the same octets.
    case accepted
    /// They say different things; the text tells which.
    case disagreement(String)
  }

  let codecs: CodecsUnderTest

  /// Compares the codecs of a family.
  public init(_ codecs: CodecsUnderTest) { self.codecs = codecs }

  /// Decodes octets with both decoders, and what they accept again after encoding it with both encoders.
  ///
  /// `leftovers` stands in the decoder's memory before, and must not matter. That it could, was found with the values by
  /// which Swift tells an absent choice (0xff) and an absent BOOLEAN (2).
  public func verdict(on octets: [UInt8], leftovers: UInt8) -> Verdict {
    codecs.memory.fill(96 * octets.count, with: leftovers)
    // What stands behind a message must not matter: the padding is ones here.
    let padded = octets + [UInt8](repeating: 0xff, count: DecodeContext.padding)
    let fast = padded.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { codecs.decode($0, octets.count) }
    }
    let careful = codecs.decodeCarefully(octets)
    guard fast?.value == careful else { return .disagreement("the decoders disagree") }
    guard let fast else { return .refused }
    guard let encoded = fast.encoded else { return .disagreement("accepted, and cannot be encoded") }
    if codecs.encodeCarefully(fast.value) != encoded { return .disagreement("two encodings") }
    if codecs.decodeCarefully(encoded) != fast.value { return .disagreement("the encoding means something else") }
    return .accepted
  }

  /// The messages that are a message without one component that may be absent, and itself first; none of octets that
  /// are no message.
  ///
  /// Of a list only the first and the last element are thinned: the others are decoded by the same lines.
  public func thinned(_ octets: [UInt8]) -> [[UInt8]] {
    guard let value = codecs.decodeCarefully(octets) else { return [] }
    return ([value] + value.thinner).compactMap(codecs.encodeCarefully)
  }
}

extension SchemaValue {
  /// The values that lack one component somewhere in the tree, whether the schema allows it or not.
  fileprivate var thinner: [SchemaValue] {
    switch self {
    case .sequence(let parts):
      var result: [SchemaValue] = []
      for index in parts.indices {
        var rest = parts
        result.append(contentsOf: rest.remove(at: index).value.thinner.map { replace(parts, index, by: $0) })
        result.append(.sequence(rest))
      }
      return result
    case .choice(let part): return part.value.thinner.map { .choice(Component(part.name, $0)) }
    case .list(let elements):
      return Set([0, elements.count - 1]).sorted().filter(elements.indices.contains).flatMap { index in
        elements[index].thinner.map { value in
          var changed = elements
          changed[index] = value
          return SchemaValue.list(changed)
        }
      }
    default: return []
    }
  }

  private func replace(_ parts: [Component], _ index: Int, by value: SchemaValue) -> SchemaValue {
    var changed = parts
    changed[index].value = value
    return .sequence(changed)
  }
}
