import Framing
import Interpretation
public import Kernel
import PackedEncoding

/// The messages of a datagram that are still to be taken.
struct OpenDatagram: BitwiseCopyable {
  var index = 0
  var messages = 0
  /// Where the length of the next message stands.
  var place = 0
}

extension Ingest {
  /// Decodes the first message of a datagram from a known device. Nil where it was dropped; the drop is counted.
  /// Further ones, where ``hasMore`` says so, are taken by ``admitNext(of:at:)``.
  public func admit(_ datagram: Datagram, at now: Instant) -> AdmittedMessage? {
    rest.pointee.messages = 0
    guard let index = table.index(of: datagram.source) else { return refuseUnknown(datagram) }
    guard device(index).pointee.rateLimit.take(at: now) else { return drop(.rateExceeded, index) }
    guard datagram.count > 0 else { return drop(.empty, index) }
    guard datagram.count <= DecodingMemory.largestMessage else { return drop(.tooLarge, index) }
    switch device(index).pointee.framing {
    case .bare: return message(datagram, index, now, in: .bare)
    case .dsmp: return framed(datagram, index, now)
    case .envelope: return enveloped(datagram, index, now)
    case .geonetworking: return packeted(datagram, index, now)
    case nil: return find(datagram, index, now)
    }
  }

  /// Whether the datagram of the last call has further messages.
  public var hasMore: Bool { rest.pointee.messages > 0 }

  /// Decodes the next message of a datagram; nil where it was dropped.
  public func admitNext(of datagram: Datagram, at now: Instant) -> AdmittedMessage? {
    guard hasMore else { return nil }
    let index = rest.pointee.index
    rest.pointee.messages -= 1
    tally.pointee.countAdditional()
    device(index).pointee.counters.countAdditional()
    let range = UnitEnvelope.nextMessage(in: datagram.buffer.span, at: &rest.pointee.place)
    return message(datagram.slice(range), index, now, in: .envelope)
  }

  // MARK: Framings

  private func framed(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    do throws(FramingError) {
      let frame = try DSMPFrame(datagram.buffer.span)
      if frame.trailing > 0 { noteTrailing(index) }
      return framed(frame, datagram, index, now)
    } catch {
      return refuse(error, index, now)
    }
  }

  private func framed(_ frame: DSMPFrame, _ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    guard let place = applications.place(of: frame.application) else {
      device(index).pointee.watch.failed()
      noteUnknown(frame.application)
      return drop(.unknownApplication, index)
    }
    let entry = applications.entries[place]
    guard UInt16(entry.priority) >= Shedding.leastPriority(after: now - datagram.receivedAt) else {
      return drop(.shed, index)
    }
    let payload = datagram.slice(frame.payload)
    if SecuredMessage.isSecured(payload.buffer.span) {
      device(index).pointee.watch.succeeded(.dsmp)
      return drop(.secured, index)
    }
    let admitted = message(payload, index, now, in: .dsmp)
    if let admitted, !entry.kinds.contains(admitted.kind) {
      device(index).pointee.misnamed &+= 1
    }
    return admitted
  }

  private func enveloped(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    let envelope: UnitEnvelope
    do throws(FramingError) { envelope = try UnitEnvelope(datagram.buffer.span) } catch {
      return refuse(error, index, now)
    }
    if envelope.trailing > 0 { noteTrailing(index) }
    let number = device(index).pointee.unitNumber
    guard number == 0 || number == envelope.unit else { return drop(.unitMismatch, index) }
    var place = UnitEnvelope.header
    let range = UnitEnvelope.nextMessage(in: datagram.buffer.span, at: &place)
    rest.pointee = OpenDatagram(index: index, messages: envelope.count - 1, place: place)
    return message(datagram.slice(range), index, now, in: .envelope)
  }

  /// A packet of GeoNetworking. Its port is held against the message's own header.
  private func packeted(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    if GeoNetworkingPacket.isSecured(datagram.buffer.span) {
      device(index).pointee.watch.succeeded(.geonetworking)
      return drop(.secured, index)
    }
    do throws(FramingError) {
      return packeted(try GeoNetworkingPacket(datagram.buffer.span), datagram, index, now)
    } catch {
      return refuse(error, index, now)
    }
  }

  private func packeted(
    _ packet: GeoNetworkingPacket, _ datagram: Datagram, _ index: Int, _ now: Instant
  ) -> AdmittedMessage? {
    if packet.trailing > 0 { noteTrailing(index) }
    guard let port = packet.destinationPort else {
      device(index).pointee.watch.succeeded(.geonetworking)
      return drop(.noMessage, index)
    }
    guard let expected = GeoNetworkingPacket.messageID(ofPort: port) else {
      device(index).pointee.watch.succeeded(.geonetworking)
      return drop(.unsupportedMessage, index)
    }
    let payload = datagram.slice(packet.payload)
    guard payload.count >= 2, payload.octets[1] == expected else { return drop(.portMismatch, index) }
    return message(payload, index, now, in: .geonetworking)
  }

  /// Tries the framings that a datagram may stand in, the most telling first. Allocates nothing where one fits.
  private func find(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    if device(index).pointee.registration.dialect == .etsiITS, isPacket(datagram) {
      return packeted(datagram, index, now)
    }
    if let frame = try? DSMPFrame(datagram.buffer.span), frame.trailing == 0 {
      let payload = datagram.slice(frame.payload)
      if SecuredMessage.isSecured(payload.buffer.span) || decodes(payload, index) {
        return framed(frame, datagram, index, now)
      }
    }
    if let envelope = try? UnitEnvelope(datagram.buffer.span), envelope.trailing == 0 {
      var place = UnitEnvelope.header
      let range = UnitEnvelope.nextMessage(in: datagram.buffer.span, at: &place)
      if decodes(datagram.slice(range), index) { return enveloped(datagram, index, now) }
    }
    return message(datagram, index, now, in: .bare)
  }

  /// Whether octets are a packet of GeoNetworking. A message of ETSI never begins like one: its first octet is the
  /// version of its header, 2 or 3, and a packet's is 16 to 18.
  private func isPacket(_ datagram: Datagram) -> Bool {
    GeoNetworkingPacket.isSecured(datagram.buffer.span) || (try? GeoNetworkingPacket(datagram.buffer.span)) != nil
  }
}
