import Egress
import Ingest
import Interpretation
import Kernel
import Scene

/// The messages that the edge gives to units, and those of them that come back.
extension EdgeCore {
  /// What serves the units of a configuration; nil where there are none.
  static func egress(_ configuration: EdgeConfiguration, _ frame: LocalFrame) -> Egress? {
    guard !configuration.downlinks.isEmpty else { return nil }
    // A temporary identity of eight octets is one of T/CSAE 53; where all devices speak that, there are no others.
    let isChinese = configuration.devices.allSatisfy { [.ydt3709_2020, .csae53_2020].contains($0.dialect) }
    return Egress(
      downlinks: configuration.downlinks, frame: frame, objects: configuration.scene.trackCapacity,
      tellsIdentities: isChinese)
  }

  /// Whether a unit repeats what the edge gave it or another unit. To take that for an observation would make every
  /// road user surer of itself with each turn.
  ///
  /// It is known by what it says, and where the edge speaks under an identity that is no device's by that alone.
  func isOwn(_ identity: UInt64, _ digest: @autoclosure () -> UInt64?, _ admitted: AdmittedMessage) -> Bool {
    guard let egress else { return false }
    if ownIdentities.contains(identity) { return true }
    guard let digest = digest() else { return false }
    return egress.hasSent(digest, at: admitted.datagram.receivedAt)
  }

  /// The identities under which the edge speaks and no device does.
  static func ownIdentities(_ configuration: EdgeConfiguration) -> [UInt64] {
    configuration.downlinks.map(\.identity).filter { identity in
      identity != 0 && !configuration.devices.contains { $0.unitNumber == identity }
    }
  }
}
