import Framing
import Interpretation
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import RoadModel

/// On the hot path: no allocation. Octets as a message of their device's dialect, and what that is for.
extension Ingest {
  /// Decodes a message that was taken out of its framing; nil where it was dropped.
  func message(_ datagram: Datagram, _ index: Int, _ now: Instant, in framing: FramingKind) -> AdmittedMessage? {
    switch device(index).pointee.registration.dialect {
    case .ydt3709_2020: csae(datagram, index, now, in: framing, as: .ydt3709_2020)
    case .csae53_2020: csae(datagram, index, now, in: framing, as: .csae53_2020)
    case .saeJ2735: sae(datagram, index, now, in: framing)
    case .etsiITS: etsi(datagram, index, now, in: framing)
    }
  }

  /// Whether octets are a message of a device's dialect.
  func decodes(_ datagram: Datagram, _ index: Int) -> Bool {
    let (octets, count) = (datagram.octets, datagram.count)
    switch device(index).pointee.registration.dialect {
    case .ydt3709_2020: return decoder.decode(octets, count: count, as: .ydt3709_2020) != nil
    case .csae53_2020: return decoder.decode(octets, count: count, as: .csae53_2020) != nil
    case .saeJ2735: return saeDecoder.decode(octets, count: count) != nil
    case .etsiITS: return etsiDecoder.decode(octets, count: count) != nil
    }
  }

  // MARK: Dialects

  @inline(__always) private func csae(
    _ datagram: Datagram, _ index: Int, _ now: Instant, in framing: FramingKind, as dialect: Dialect
  ) -> AdmittedMessage? {
    // A frame's identifier has told its priority already.
    guard framing == .dsmp || isDue(Shedding.priority(ofFrame: datagram.octets[0]), datagram, now) else {
      return drop(.shed, index)
    }
    guard let frame = decoder.decode(datagram.octets, count: datagram.count, as: dialect) else {
      return refuseBroken(datagram, index, now)
    }
    return admitted(.csae(frame), Ingest.kind(of: frame), decoder.octetsUsed, datagram, index, now, in: framing)
  }

  private func sae(
    _ datagram: Datagram, _ index: Int, _ now: Instant, in framing: FramingKind
  ) -> AdmittedMessage? {
    // The frame's first octet has the marker and the number's high bits; the messages here have numbers below 256.
    let number = datagram.count > 1 ? datagram.octets[1] : 0
    guard framing == .dsmp || isDue(Shedding.priority(ofSAE: number), datagram, now) else {
      return drop(.shed, index)
    }
    guard let frame = saeDecoder.decode(datagram.octets, count: datagram.count) else {
      return refuseBroken(datagram, index, now)
    }
    return admitted(.sae(frame), Ingest.kind(of: frame), saeDecoder.octetsUsed, datagram, index, now, in: framing)
  }

  private func etsi(
    _ datagram: Datagram, _ index: Int, _ now: Instant, in framing: FramingKind
  ) -> AdmittedMessage? {
    let number = datagram.count > 1 ? datagram.octets[1] : 0
    guard framing == .dsmp || isDue(Shedding.priority(ofETSI: number), datagram, now) else {
      return drop(.shed, index)
    }
    guard let message = etsiDecoder.decode(datagram.octets, count: datagram.count) else {
      return refuseBroken(datagram, index, now)
    }
    return admitted(.etsi(message), Ingest.kind(of: message), etsiDecoder.octetsUsed, datagram, index, now, in: framing)
  }

  @inline(__always) private func isDue(_ priority: UInt16, _ datagram: Datagram, _ now: Instant) -> Bool {
    priority >= Shedding.leastPriority(after: now - datagram.receivedAt)
  }

  @inline(__always) private func admitted(
    _ message: DecodedMessage, _ kind: MessageKind?, _ used: Int, _ datagram: Datagram, _ index: Int, _ now: Instant,
    in framing: FramingKind
  ) -> AdmittedMessage? {
    device(index).pointee.watch.succeeded(framing)
    if used < datagram.count { noteTrailing(datagram, used: used, index, now) }
    guard let kind else { return drop(.unsupportedMessage, index) }
    guard kind.isUsed else {
      tally.pointee.note(unused: kind)
      device(index).pointee.counters.note(unused: kind)
      return drop(.unsupportedMessage, index)
    }
    guard device(index).pointee.registration.kinds.contains(kind) else { return drop(.kindNotAllowed, index) }
    return AdmittedMessage(message: message, unit: UnitIndex(UInt8(index)), kind: kind, datagram: datagram)
  }

  // MARK: Kinds

  private static func kind(of frame: UnsafePointer<MessageFrame>) -> MessageKind? {
    switch frame.pointee {
    case .bsmFrame: .bsm
    case .mapFrame: .map
    case .rsmFrame: .rsm
    case .spatFrame: .spat
    case .rsiFrame: .rsi
    case .msgFrameExt(let message): kind(of: message.address)
    case .unknown: nil
    }
  }

  private static func kind(of message: UnsafeMutablePointer<MessageFrameExt>) -> MessageKind? {
    switch message.pointee.value {
    case .testMsg: .test
    case .rtcMcorrections: .rtcm
    case .roadsideCoordination: .rsc
    case .sensorSharingMsg: .ssm
    case .vehIntentionAndRequest: .vir
    case .pamData: .pam
    case .personalSafetyMessage: .psm
    case .clpmm: .clpmm
    case .vehiclePaymentMessage: .vpm
    case .unknown: nil
    }
  }

  private static func kind(of frame: UnsafePointer<SAEMessageFrame>) -> MessageKind? {
    switch frame.pointee.value {
    case .basicSafetyMessage: .bsm
    case .mapData: .map
    case .spat: .spat
    case .signalRequestMessage: .vir
    case .signalStatusMessage: .signalStatus
    case .travelerInformation: .rsi
    case .personalSafetyMessage: .psm
    case .sensorDataSharingMessage: .ssm
    case .unknown: nil
    }
  }

  private static func kind(of message: UnsafePointer<ETSIMessage>) -> MessageKind? {
    switch message.pointee {
    case .cam: .bsm
    case .denm: .rsi
    case .spatem: .spat
    case .mapem: .map
    case .cpm: .ssm
    case .vam: .psm
    }
  }
}
