import Peers

/// A family of messages: who codes them.
enum Family: String, CaseIterable {
  case csae = "T/CSAE"
  case sae = "SAE"
  case etsi = "ETSI"

  /// The family that the name of a file of messages tells.
  init(file: String) {
    self = file.hasSuffix("-sae.txt") ? .sae : file.hasSuffix("-etsi.txt") ? .etsi : .csae
  }

  /// The project's own codec.
  var swift: any Codec {
    switch self {
    case .csae: SwiftCodec(CSAECoder())
    case .sae: SwiftCodec(SAECoder())
    case .etsi: SwiftCodec(ETSICoder())
    }
  }

  /// The C of our own schema compiler that knows a message.
  func reference(of message: SampleMessage) -> PeerCodec {
    switch self {
    case .csae: PeerCodec(reference: referenceCSAE)
    case .sae: PeerCodec(reference: referenceSAE)
    case .etsi:
      switch message.name {
      case "CAM": PeerCodec(reference: referenceCAM)
      case "DENM": PeerCodec(reference: referenceDENM)
      case "SPATEM": PeerCodec(reference: referenceSPATEM)
      case "MAPEM": PeerCodec(reference: referenceMAPEM)
      case "VAM": PeerCodec(reference: referenceVAM)
      default: PeerCodec(reference: referenceCPM)
      }
    }
  }

  /// The codecs of other makers: their sources are made from the schema of T/CSAE alone.
  var others: [PeerCodec] { self == .csae ? PeerCodec.others : [] }
}
