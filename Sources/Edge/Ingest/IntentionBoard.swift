public import Kernel
public import RoadModel

/// What vehicles say that they will do and ask for, each vehicle's newest word.
public struct IntentionBoard {
  /// An intention ends when its vehicle has not told it again for so long and none of its requests holds longer.
  public static let hold = Interval.seconds(5)
  /// How many vehicles are kept; the messages of further ones are counted in ``overflow``.
  public static let limit = 256

  private var list = ToldList<VehicleIntention>(limit: IntentionBoard.limit)

  /// Makes an empty board.
  public init() {}

  /// The intentions, in the order in which the vehicles came.
  public var intentions: [VehicleIntention] { list.entries }
  /// Messages that there was no room for.
  public var overflow: UInt64 { list.overflow }
  /// Grows whenever a vehicle's intention begins or ends.
  public var version: Int { list.version }

  /// Takes over what a vehicle says, in the place of what it said before.
  package mutating func put(_ intention: VehicleIntention) {
    list.put(
      intention, isSame: { $0.vehicle == intention.vehicle && $0.scheme == intention.scheme },
      merge: { new, old in
        let since = old.since
        if old.time > new.time { new = copy old }
        new.since = since
      })
  }

  /// Ends what no longer holds.
  public mutating func advance(to now: Instant) {
    list.end { intention in
      guard now - intention.lastTold > IntentionBoard.hold else { return false }
      return !intention.requests.contains { $0.ends.map { $0 > now } ?? false }
    }
  }

  /// Folds what the board holds into a digest; nothing where it is empty.
  public func digest(into digest: inout StateDigest) {
    for intention in list.entries {
      digest.fold(intention.vehicle)
      digest.fold(Int(intention.time.nanoseconds))
      digest.fold(Int(intention.behaviors.rawValue) << 16 | intention.path.count << 8 | intention.requests.count)
      for request in intention.requests { digest.fold(Int(request.number) << 8 | Int(request.status.rawValue)) }
    }
  }
}
