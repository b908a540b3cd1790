import Kernel
import RoadModel

/// One object as a sensor reports it.
struct SensedObject {
  /// The sensor's own number for it, 1...255.
  var number: UInt8
  var kind: ParticipantKind
  var position: LocalPoint
  /// The standard deviation of the position that the sensor claims, in metres.
  var deviation: Double
  var speed: Double
  var heading: Angle
  var size: BodySize
  /// The true road user; empty for clutter. For tests and truth only, never sent.
  var truth: String
}

/// The numbers that a sensor gives its objects, 1...255, each used again only after all others.
struct ObjectNumbers {
  private var inUse: Set<UInt8> = []
  private var last: UInt8 = 0

  /// A number that is free; nil when all 255 are taken.
  mutating func take() -> UInt8? {
    for _ in 0..<255 {
      last = last == 255 ? 1 : last + 1
      if inUse.insert(last).inserted { return last }
    }
    return nil
  }

  /// Gives a number back.
  mutating func free(_ number: UInt8) { inUse.remove(number) }
}
