import Framing

/// The readers of everything that a message may stand in.
enum FramingSubject {
  /// Reads octets as each framing; what is wrong with what a reader says.
  static func fault(_ octets: [UInt8]) -> String? {
    dsmp(octets) ?? envelope(octets) ?? geoNetworking(octets)
  }

  private static func isInside(_ range: Range<Int>, _ octets: [UInt8]) -> Bool {
    range.lowerBound >= 0 && range.upperBound <= octets.count
  }

  private static func dsmp(_ octets: [UInt8]) -> String? {
    _ = SecuredMessage.isSecured(octets.span)
    guard let frame = try? DSMPFrame(octets.span) else { return nil }
    guard isInside(frame.payload, octets), frame.payload.upperBound + frame.trailing == octets.count else {
      return "a DSMP frame's payload lies outside of it"
    }
    _ = frame.extensionElements(in: octets.span)
    // What is written has no extension field, not even an empty one, and no reserved bits.
    guard octets[1] == 0, frame.trailing == 0 else { return nil }
    let again = DSMPFrame.octets(application: frame.application, payload: Array(octets[frame.payload]))
    return again == octets ? nil : "a DSMP frame is written otherwise than it was read"
  }

  private static func envelope(_ octets: [UInt8]) -> String? {
    guard let envelope = try? UnitEnvelope(octets.span) else { return nil }
    var place = UnitEnvelope.header
    var messages: [[UInt8]] = []
    for _ in 0..<envelope.count {
      let range = UnitEnvelope.nextMessage(in: octets.span, at: &place)
      guard isInside(range, octets) else { return "an envelope's message lies outside of it" }
      messages.append(Array(octets[range]))
    }
    guard envelope.trailing == 0 else { return nil }
    let again = UnitEnvelope.octets(unit: envelope.unit, milliseconds: envelope.milliseconds, messages: messages)
    return again == octets ? nil : "an envelope is written otherwise than it was read"
  }

  private static func geoNetworking(_ octets: [UInt8]) -> String? {
    _ = GeoNetworkingPacket.isSecured(octets.span)
    guard let packet = try? GeoNetworkingPacket(octets.span) else { return nil }
    guard isInside(packet.payload, octets) else { return "a GeoNetworking packet's payload lies outside of it" }
    // A beacon has a length too, but nothing that is handed out.
    guard packet.destinationPort != nil else { return nil }
    return packet.payload.upperBound + packet.trailing == octets.count
      ? nil : "a GeoNetworking packet's payload and what follows it are not the packet's end"
  }
}
