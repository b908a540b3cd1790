import PackedEncoding

/// One value of each message, which a decoder decodes into.
///
/// They are made once and never anything else: what a message leaves absent keeps a value of its own type, as an optional
/// of what holds it wants.
struct ETSIMessageParts {
  let cam = ETSIMessageParts.made(ETSICAM())
  let denm = ETSIMessageParts.made(ETSIDENM())
  let spatem = ETSIMessageParts.made(ETSISPATEM())
  let mapem = ETSIMessageParts.made(ETSIMAPEM())
  let cpm = ETSIMessageParts.made(ETSICollectivePerceptionMessage())
  let vam = ETSIMessageParts.made(ETSIVAM())

  private static func made<Part: BitwiseCopyable>(_ part: Part) -> UnsafeMutablePointer<Part> {
    let place = UnsafeMutablePointer<Part>.allocate(capacity: 1)
    place.initialize(to: part)
    return place
  }

  /// Gives the memory back.
  func deallocate() {
    cam.deallocate()
    denm.deallocate()
    spatem.deallocate()
    mapem.deallocate()
    cpm.deallocate()
    vam.deallocate()
  }
}

extension ETSIMessageParts {
  /// The message of a kind, as the parts have it.
  func message(_ kind: ETSIMessageKind) -> ETSIMessage {
    switch kind {
    case .cam: .cam(PackedReference(cam))
    case .denm: .denm(PackedReference(denm))
    case .spatem: .spatem(PackedReference(spatem))
    case .mapem: .mapem(PackedReference(mapem))
    case .cpm: .cpm(PackedReference(cpm))
    case .vam: .vam(PackedReference(vam))
    }
  }
}
