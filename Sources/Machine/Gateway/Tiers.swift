import CenterCore
public import CityHost
import Fabric
import Kernel
import RegionCore

/// What a process serves beside its edges.
public struct Tiers: Sendable {
  /// The ways up from the edges of this process.
  public var uplinks: [EdgeUplink]
  /// The regions of this process.
  public var regions: [RegionDaemon]
  /// The center, where this process is one.
  public var center: CenterDaemon?

  /// Makes the tiers; by default there are none.
  public init(uplinks: [EdgeUplink] = [], regions: [RegionDaemon] = [], center: CenterDaemon? = nil) {
    self.uplinks = uplinks
    self.regions = regions
    self.center = center
  }

  /// What does not work, as a sentence, by the tier that it concerns.
  public var failures: [String: String] {
    var failures: [String: String] = [:]
    for uplink in uplinks { failures["edge '\(uplink.edge)'"] = uplink.delivery.failure }
    for region in regions { failures["region '\(region.settings.region.id)'"] = region.delivery.failure }
    if let center { failures["center '\(center.settings.center.id)'"] = center.delivery.failure }
    return failures
  }

  /// How the way up from an edge is; nil where the edge is not of this process.
  func uplink(of edge: String, at now: Instant) -> UplinkDocument? {
    uplinks.first { $0.edge == edge }.map { TierText.uplink($0.delivery, at: now) }
  }
}
