import MessagesCSAE
import Mutations

/// What is given octets that nobody meant.
enum FuzzTarget: String, CaseIterable {
  case ydt3709, csae53, sae, etsi, framings, recordings, edge

  /// Something that takes octets and says what it did wrong, if anything.
  func subject() -> ([UInt8]) -> String? {
    switch self {
    case .ydt3709: FuzzTarget.messages(.csae(.ydt3709_2020))
    case .csae53: FuzzTarget.messages(.csae(.csae53_2020))
    case .sae: FuzzTarget.messages(.sae())
    case .etsi: FuzzTarget.messages(.etsi())
    case .framings: FramingSubject.fault
    case .recordings: RecordingSubject.fault
    case .edge: EdgeSubject().fault
    }
  }

  /// Both decoders and both encoders of a family of messages, over leftovers that the length chooses.
  private static func messages(_ codecs: CodecsUnderTest) -> ([UInt8]) -> String? {
    let comparison = MessageComparison(codecs)
    let leftovers: [UInt8] = [0xff, 0x02, 0x00, 0x5a]
    return { octets in
      guard !octets.isEmpty else { return nil }
      guard case .disagreement(let text) = comparison.verdict(on: octets, leftovers: leftovers[octets.count % 4]) else {
        return nil
      }
      return text
    }
  }
}
