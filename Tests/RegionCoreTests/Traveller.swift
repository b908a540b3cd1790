import Kernel
import RegionCore
import RoadModel
import TierModel

/// A vehicle of a made-up road that runs east: lane 1 lies at north 0, lane 2 at north -3.5.
struct Traveller {
  var name: Int
  /// Seconds after the start at which it passes east 0.
  var passes: Double
  /// Metres per second before and after ``slowsAt``.
  var speed: Double
  var kind = ParticipantKind.car
  var length = 4.6
  var lane: UInt8 = 1
  /// The lane from east 300 on.
  var laneAfter: UInt8?
  var temporaryID: UInt64?
  /// Where it stops for good.
  var parksAt: Double?
  /// Where it appears and where it leaves the road, metres east.
  var appears = -Double.infinity
  var vanishes = Double.infinity

  /// Metres east at a time.
  func place(_ time: Double) -> Double { min((time - passes) * speed, parksAt ?? .infinity) }
}

/// A road of 800 m between two edges: a sees east 0...200, b sees east `begin`...700.
struct TwoEdgeRoad {
  var travellers: [Traveller]
  var begin = 350.0
  var noise = 0.3
  var seed: UInt64 = 1

  /// Whom each track was: edge a gives odd numbers of its own, b others.
  static func track(_ edge: String, _ name: Int) -> TrackID { TrackID(UInt64(name * 7 + (edge == "a" ? 1 : 100_003))) }

  /// Plays some seconds and returns the vehicle of each traveller at either edge.
  func play(_ region: RegionUnderTest, seconds: Int, restartAt: Int? = nil) -> [Int: (a: UInt64?, b: UInt64?)] {
    region.tell(.network(Road.network([(1, 0, 0)], [])), from: "a")
    let lanes = (1...2 as ClosedRange<UInt8>).map { number in
      Road.lane(1, 2, number: number, [(0, -3.5 * Double(number - 1)), (800, -3.5 * Double(number - 1))])
    }
    region.tell(.network(Road.network([(2, 800, 0)], lanes)), from: "b")
    var random = SeededRandom(seed: seed)
    for second in 0..<seconds {
      region.advance(1)
      let made = region.now - .milliseconds(150)
      for (edge, range) in [("a", 0.0...200.0), ("b", begin...700.0)] {
        let objects = travellers.compactMap { object($0, edge, range, Double(second), &random) }
        region.tell(.scene(SceneDigest(time: made, origin: RegionUnderTest.origin, objects: objects)), from: edge)
      }
      if second == restartAt { region.restart() }
    }
    region.advance(3)
    var result: [Int: (a: UInt64?, b: UInt64?)] = [:]
    for sighting in region.sightings {
      for traveller in travellers where sighting.track == TwoEdgeRoad.track(sighting.edge, traveller.name) {
        if sighting.edge == "a" {
          result[traveller.name, default: (nil, nil)].a = sighting.vehicle
        } else {
          result[traveller.name, default: (nil, nil)].b = sighting.vehicle
        }
      }
    }
    return result
  }

  private func object(
    _ traveller: Traveller, _ edge: String, _ range: ClosedRange<Double>, _ time: Double, _ random: inout SeededRandom
  ) -> DigestObject? {
    let place = traveller.place(time)
    guard range.contains(place), place >= traveller.appears, place <= traveller.vanishes else { return nil }
    let lane = place >= 300 ? traveller.laneAfter ?? traveller.lane : traveller.lane
    let north = -3.5 * Double(lane - 1) + noise * random.normal()
    let isParked = place >= traveller.parksAt ?? .infinity
    return DigestObject(
      track: TwoEdgeRoad.track(edge, traveller.name), kind: traveller.kind,
      position: LocalPoint(east: place + noise * random.normal(), north: north),
      speed: isParked ? 0 : max(traveller.speed + noise * random.normal(), 0), heading: Angle(radians: 0),
      length: traveller.length, width: 1.8, temporaryID: traveller.temporaryID,
      isConnected: traveller.temporaryID != nil)
  }
}
