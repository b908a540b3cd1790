import Kernel
import MessagesCSAE
import RoadModel

/// What the messages of one cycle are made from. Valid within the cycle.
struct Cycle {
  /// The instant that the scene stands for, and its number among the cycles.
  let now: Instant
  let number: UInt32
  /// The instant as DE_DSecond.
  let second: UInt16
  /// The scene's objects, and how many of them are looked at.
  let objects: [SceneObject]
  let limit: Int
  /// What is expected of each of them, where it is known: one for each object, or none at all.
  let forecasts: [Forecast]
  /// For each object: its slot in the book, -1 for one that is not sent; its place in the wire's units; the seconds until
  /// it may collide, infinite where it does not, and with which object.
  let slots: UnsafeMutablePointer<Int32>
  let grounds: UnsafeMutablePointer<Position3D>
  let times: UnsafeMutablePointer<Double>
  let partners: UnsafeMutablePointer<Int32>
  /// The edge's frame.
  let frame: LocalFrame
  /// Whether the eight octets by which vehicles name themselves are told on.
  let tellsIdentities: Bool

  /// Whether something is expected of an object.
  func hasForecast(_ object: Int) -> Bool {
    object < forecasts.count && forecasts[object].id == objects[object].id && forecasts[object].count > 0
  }
}

/// Where a unit stands and what of a cycle is for it.
struct Post {
  /// The downlink's place among all.
  let index: Int
  let downlink: Downlink
  /// Where it stands, in metres and in the wire's units, from which all offsets count.
  let place: LocalPoint
  let reference: Position3D

  /// Whether an object is for those who hear the unit: it is among them, or may collide with one of them.
  func concerns(_ object: Int, _ cycle: Cycle) -> Bool {
    let square = downlink.audienceRadius * downlink.audienceRadius
    if (cycle.objects[object].position - place).squaredLength <= square { return true }
    let partner = Int(cycle.partners[object])
    return partner >= 0 && (cycle.objects[partner].position - place).squaredLength <= square
  }
}
