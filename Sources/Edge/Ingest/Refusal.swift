import Framing
import Interpretation
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
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

  /// Counts a message that octets follow, and at most once a second looks whether another dialect leaves none.
  func noteTrailing(_ datagram: Datagram, used: Int, _ index: Int, _ now: Instant) {
    device(index).pointee.trailing &+= 1
    if isExplained(index, now) { return }
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    for other in dialect.lookalikes {
      guard let bits = other.bits(of: octets), (bits + 7) / 8 == octets.count else { continue }
      device(index).pointee.lastRejection =
        "\(datagram.count - used) octets follow a message; the device seems to speak \(other.name)"
    }
  }

  /// Counts a broken message, and at most once a second finds out what is wrong with it.
  func refuseBroken(_ datagram: Datagram, _ index: Int, _ now: Instant) -> AdmittedMessage? {
    device(index).pointee.watch.failed()
    if isExplained(index, now) { return drop(.malformed, index) }
    let octets = Array(UnsafeBufferPointer(start: datagram.octets, count: datagram.count))
    let dialect = device(index).pointee.registration.dialect
    var text = dialect.explain(octets)
    for other in dialect.lookalikes where other.bits(of: octets) != nil {
      text += "; the device seems to speak \(other.name)"
    }
    device(index).pointee.lastRejection = text
    return drop(.malformed, index)
  }
}

/// The careful way to look at octets, for when they are to be explained.
extension MessageDialect {
  /// The other dialects that may have been meant. Those of other continents are told by octets that are all of a
  /// message and by its header, so they are asked too.
  var lookalikes: [MessageDialect] { MessageDialect.allCases.filter { $0 != self } }

  /// How many bits of the octets are a message of the dialect; nil where they begin with none.
  func bits(of octets: [UInt8]) -> Int? {
    guard self != .saeJ2735 || isKnownFrame(octets) else { return nil }
    return (try? decode(octets))?.bits
  }

  /// A frame of SAE J2735 is a number and octets of a stated length, which much else looks like: only a message that the
  /// schema has counts.
  private func isKnownFrame(_ octets: [UInt8]) -> Bool {
    octets.count > 1 && octets[0] == 0 && [18, 19, 20, 29, 30, 31, 32, 41].contains(octets[1])
  }

  /// Why octets are no message of the dialect.
  func explain(_ octets: [UInt8]) -> String {
    switch self {
    case .ydt3709_2020: "\(MessageDecoder.explain(octets, as: .ydt3709_2020))"
    case .csae53_2020: "\(MessageDecoder.explain(octets, as: .csae53_2020))"
    case .saeJ2735: "\(SAEMessageDecoder.explain(octets))"
    case .etsiITS: "\(ETSIMessageDecoder.explain(octets))"
    }
  }
}
