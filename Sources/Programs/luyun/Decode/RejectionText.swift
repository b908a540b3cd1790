import Explanation
import Framing
import Interpretation
import PackedEncoding
import SchemaModel

/// A rejection in words: what is wrong where, the octets around it, and the likely cause.
struct RejectionText {
  /// What is wrong, as one sentence without a point.
  let sentence: String
  /// The likely causes, the likeliest first.
  let causes: [String]
  private let excerpt: [String]
  private let error: MessageDecodingError?

  /// Explains why a message of a datagram was refused.
  init(_ rejection: Interpretation.Rejection, in datagram: [UInt8], _ encapsulation: Encapsulation) {
    causes = LikelyCause.sentences(for: rejection, in: datagram)
    switch rejection.reason {
    case .undecodable(let error, let dialect):
      let framing = encapsulation.kind == .bare ? "" : " in \(encapsulation.text)"
      sentence = "\(error) (\(dialect.name)\(framing))"
      self.error = error
      excerpt = OctetExcerpt.lines(rejection.octets, around: error.bit)
    case .secured:
      sentence = Encapsulation.isSecured(rejection.octets) ? "the message is signed" : "the packet is signed"
      error = nil
      excerpt = OctetExcerpt.lines(rejection.octets, around: 0)
    case .framing(let error, let kind):
      (sentence, self.error) = ("not in the framing \(kind.name): \(error)", nil)
      excerpt = OctetExcerpt.lines(rejection.octets, around: error.offset * 8)
    case .empty: (sentence, error, excerpt) = ("the message has not one octet", nil, [])
    }
  }

  /// The whole explanation.
  var lines: [String] {
    ["rejected: \(sentence)"] + excerpt.map { "  " + $0 } + causes.map { "likely: \($0)" }
  }

  /// What a program may want of it: names and JSON.
  var members: [(String, String)] {
    var members: [(String, String)] = []
    if let error {
      var field = ""
      field.appendQuoted(error.field)
      members = [("field", field), ("bit", "\(error.bit)")]
    }
    let list = causes.map { cause in
      var text = ""
      text.appendQuoted(cause)
      return text
    }
    return members + [("likely", "[\(list.joined(separator: ", "))]")]
  }
}
