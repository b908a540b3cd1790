import Framing
import Kernel
import MessagesCSAE
import SchemaModel

/// What is said of a datagram that goes no further.
extension Ingest {
  func refuseUnknown(_ datagram: Datagram) -> AdmittedMessage? {
    tally.pointee.drop(.unknownSource)
    if let place = unknownSources.firstIndex(where: { $0.address == datagram.source }) {
      unknownSources[place].datagrams &+= 1
      unknownSources[place].lastSeen = datagram.receivedAt
    } else if unknownSources.count < Ingest.unknownLimit {
      unknownSources.append(UnknownSource(address: datagram.source, datagrams: 1, lastSeen: datagram.receivedAt))
    }
    return nil
  }

  /// Counts an identifier that is not in the table.
  func noteUnknown(_ application: ApplicationIdentifier) {
    if let place = unknownApplications.firstIndex(where: { $0.application == application }) {
      unknownApplications[place].messages &+= 1
    } else if unknownApplications.count < Ingest.unknownLimit {
      unknownApplications.append(UnknownApplication(application: application, messages: 1))
    }
  }

  /// Counts a datagram that does not stand in the framing of its device, and at most once a second says why.
  func refuse(_ error: FramingError, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    device(index).pointee.watch.failed()
    if !isExplained(index, now) {
      let framing = device(index).pointee.framing ?? .bare
      device(index).pointee.lastRejection = "no datagram in the framing \(framing.name): \(error)"
    }
    return drop(.badFrame, index)
  }

  /// Whether what was wrong with a device's datagrams was told within this second; from now on it was.
  private func isExplained(_ index: Int, _ now: Instant) -> Bool {
    if device(index).pointee.explainedAt.map({ now - $0 < .seconds(1) && $0 <= now }) ?? false { return true }
    device(index).pointee.explainedAt = now
    return false
  }

  /// Counts octets behind what a datagram should end with.
  func noteTrailing(_ index: Int) { device(index).pointee.trailing &+= 1 }

  /// Counts a message that octets follow, and at most once a second looks whether the other dialect leaves none.
  func noteTrailing(_ datagram: Datagram, _ index: Int, _ now: Instant) {
    device(index).pointee.trailing &+= 1
    if isExplained(index, now) { return }
    let left = datagram.count - decoder.octetsUsed
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    for other in Dialect.allCases where other != dialect {
      guard let result = try? MessageSchema.decode(octets, as: other), (result.bits + 7) / 8 == octets.count else {
        continue
      }
      device(index).pointee.lastRejection = "\(left) octets follow a message; the device seems to speak \(other.name)"
    }
  }

  /// Counts a broken message, and at most once a second finds out what is wrong with it.
  func refuseBroken(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    if isExplained(index, now) { return drop(.malformed, index) }
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    var text = "\(MessageDecoder.explain(octets, as: dialect))"
    for other in Dialect.allCases where other != dialect {
      if (try? MessageSchema.decode(octets, as: other)) != nil {
        text += "; the device seems to speak \(other.name)"
      }
    }
    device(index).pointee.lastRejection = text
    return drop(.malformed, index)
  }
}
