import Kernel
import RoadModel
import TierModel

/// The vehicles of the region.
struct VehicleBook {
  var roads: RegionRoads
  private let configuration: IdentityConfiguration
  private(set) var records: [TrackRecord] = []
  private(set) var lastVehicle: UInt64 = 0

  init(_ configuration: IdentityConfiguration) {
    self.configuration = configuration
    roads = RegionRoads(RegionNetwork(origin: GeodeticPosition(latitude: 0, longitude: 0)))
  }
  func count(at edge: String) -> Int { 0 }
  var live: [RegionVehicle] { [] }
  mutating func take(_ scene: SceneDigest, of edge: String, frame: LocalFrame) -> [VehicleSighting] { [] }
  mutating func judge(at time: Instant) -> [VehicleSighting] { [] }
  mutating func takeContradictions() -> Int { 0 }
  mutating func forget(at time: Instant) {}
  mutating func restore(_ tracks: [TrackRecord], lastVehicle: UInt64) {}
  func digest(into digest: inout StateDigest) {}
}
