public import Kernel
public import RoadModel

/// On the hot path: allocates in its initialiser and with a new map only.
///
/// What the road users of a scene will do within the next five seconds: up to four ways each with their probabilities.
///
/// A function of the calls made and their arguments. Each road user is worked out anew with every second call, half of
/// them in each; where there are more than 512, about 256 in each, down to every fifth call. Where they are and who
/// follows whom is carried on with each call.
///
/// The order to read: `LaneNetwork` (what can be driven along), `RouteState` (who is where on it), `Following` (who
/// drives behind whom), `SpeedProfile` (how far one gets), `VehicleForecast` (the ways and their probabilities),
/// `FreeForecast` (without lanes, and on foot).
public struct Prediction: ~Copyable {
  /// The most road users; further ones have no forecast.
  public let capacity: Int
  var network = LaneNetwork(LaneMap())
  /// The gates of the network's signals as of the last call.
  var gates: [SignalGate] = []
  /// The memory and the forecast of each road user by slot.
  let states: UnsafeMutablePointer<RouteState>
  let forecasts: UnsafeMutablePointer<Forecast>
  /// The slots of the road users in the order of the scene, and those of the call before.
  private var slots: UnsafeMutablePointer<Int32>
  private var slotsBefore: UnsafeMutablePointer<Int32>
  /// How many forecasts there are, for the first objects of the last call.
  public private(set) var count = 0
  /// Room for the ways of the road user at hand.
  let candidates: UnsafeMutablePointer<WayCandidate>
  private let free: UnsafeMutablePointer<Int32>
  private var freeCount: Int
  /// The foremost and the last road user on each course, as places among the objects.
  var foremost: [Int32] = []
  var hindmost: [Int32] = []
  private(set) var now = Instant(nanoseconds: 0)
  private var calls = 0
  private let drivers = InlineArray<8, Driver> { Driver.usual(for: ParticipantKind(rawValue: UInt8($0)) ?? .unknown) }

  /// Each road user is worked out anew once in so many calls: more the more there are.
  private var stride: Int { min(5, max(2, (count + Self.share - 1) / Self.share)) }
  /// How many are worked out in a call before the others wait for longer.
  private static let share = 256

  /// Makes a prediction for at most `capacity` road users, 1...65536. It reserves 1.6 kB for each, which are not
  /// touched before they are needed.
  public init(capacity: Int) {
    self.capacity = min(65_536, max(1, capacity))
    states = .allocate(capacity: self.capacity)
    forecasts = .allocate(capacity: self.capacity)
    slots = .allocate(capacity: self.capacity)
    slotsBefore = .allocate(capacity: self.capacity)
    free = .allocate(capacity: self.capacity)
    candidates = .allocate(capacity: WayCandidate.limit)
    candidates.initialize(repeating: WayCandidate(), count: WayCandidate.limit)
    freeCount = self.capacity
    for place in 0..<self.capacity { free[place] = Int32(self.capacity - 1 - place) }
  }

  deinit {
    states.deallocate()
    forecasts.deallocate()
    slots.deallocate()
    slotsBefore.deallocate()
    free.deallocate()
    candidates.deallocate()
  }

  /// Takes over a map. What is remembered of ways is forgotten. Allocates.
  public mutating func setMap(_ map: LaneMap) {
    network = LaneNetwork(map)
    gates = Array(repeating: .open, count: network.signals.count)
    foremost = Array(repeating: -1, count: network.courses.count)
    hindmost = foremost
    for place in 0..<count { states[Int(slots[place])].leave() }
  }

  /// Works out what the road users will do.
  ///
  /// - Parameters:
  ///   - objects: the scene at `instant`, ordered by track.
  ///   - signals: the signals at `instant`, ordered by node.
  ///   - intentions: what vehicles say that they will do.
  ///   - instant: later than that of the call before.
  public mutating func advance(
    _ objects: [SceneObject], signals: [IntersectionSignals], intentions: [VehicleIntention] = [], at instant: Instant
  ) {
    let seconds = calls == 0 ? 0 : min(1, max(0, (instant - now).seconds))
    now = instant
    calls &+= 1
    for place in 0..<gates.count { gates[place] = SignalGate.find(network.signals[place], in: signals) }
    assignSlots(objects)
    for place in 0..<count { network.locate(objects[place], &states[Int(slots[place])]) }
    lineUp(objects)
    let stride = stride
    for place in 0..<count {
      let slot = Int(slots[place])
      guard forecasts[slot].count == 0 || (slot + calls) % stride == 0 else { continue }
      predict(objects, place, slot, intentions, seconds: seconds * Double(stride))
    }
  }

  /// The forecast of an object of the last call by its place, `0..<count`.
  public func forecast(_ place: Int) -> Forecast {
    precondition(place >= 0 && place < count)
    return forecasts[Int(slots[place])]
  }

  /// All forecasts in the order of the objects. Allocates.
  public var all: [Forecast] {
    var all: [Forecast] = []
    write(into: &all)
    return all
  }

  /// Writes all forecasts in the order of the objects. The array's storage is reused.
  public func write(into all: inout [Forecast]) {
    all.removeAll(keepingCapacity: true)
    all.reserveCapacity(count)
    for place in 0..<count { all.append(forecasts[Int(slots[place])]) }
  }

  /// Folds the forecasts into a digest, quantised.
  public func digest(into digest: inout StateDigest) {
    digest.fold(count)
    for place in 0..<count {
      let forecast = forecasts + Int(slots[place])
      digest.fold(forecast.pointee.count)
      for way in 0..<forecast.pointee.count {
        digest.fold(Int(forecast.pointee.ways[way].manoeuvre.rawValue))
        digest.fold(forecast.pointee.ways[way].probability, step: 1e-3)
        digest.fold(forecast.pointee.ways[way].points[9].position.east, step: 1e-2)
        digest.fold(forecast.pointee.ways[way].points[9].position.north, step: 1e-2)
      }
    }
  }

  /// The memory of an object of this call.
  @inline(__always) func state(_ place: Int) -> UnsafeMutablePointer<RouteState> { states + Int(slots[place]) }

  /// How something drives.
  @inline(__always) func driver(of kind: ParticipantKind) -> Driver { drivers[Int(kind.rawValue)] }

  /// Keeps the slots of who is still there, frees those of who left, and gives new ones. Both lists are in the order of
  /// the tracks.
  private mutating func assignSlots(_ objects: [SceneObject]) {
    swap(&slots, &slotsBefore)
    let before = count
    count = min(objects.count, capacity)
    var old = 0
    // First who left, so that their slots are free for who came.
    for place in 0..<count {
      let id = objects[place].id.rawValue
      while old < before, states[Int(slotsBefore[old])].id < id { release(&old) }
      if old < before, states[Int(slotsBefore[old])].id == id {
        slots[place] = slotsBefore[old]
        old += 1
      } else {
        slots[place] = -1
      }
    }
    while old < before { release(&old) }
    for place in 0..<count where slots[place] < 0 {
      freeCount -= 1
      let slot = free[freeCount]
      slots[place] = slot
      (states + Int(slot)).initialize(to: RouteState(id: objects[place].id.rawValue))
      (forecasts + Int(slot)).initialize(to: Forecast(id: objects[place].id, time: now))
    }
  }

  private mutating func release(_ old: inout Int) {
    free[freeCount] = slotsBefore[old]
    freeCount += 1
    old += 1
  }

  private mutating func predict(
    _ objects: [SceneObject], _ place: Int, _ slot: Int, _ intentions: [VehicleIntention], seconds: Double
  ) {
    let kind = objects[place].kind
    forecasts[slot].time = now
    if kind == .pedestrian {
      FreeForecast.walk(objects[place], network, into: forecasts + slot)
    } else if states[slot].course >= 0 {
      predictVehicle(objects, place, slot, intentions, seconds: seconds)
    } else {
      FreeForecast.drive(objects[place], driver(of: kind), into: forecasts + slot)
    }
    states[slot].noteTravel(from: objects[place].position, forecasts + slot)
  }
}

extension RouteState {
  /// Notes how far the most probable way of a forecast leads.
  mutating func noteTravel(from start: LocalPoint, _ forecast: UnsafeMutablePointer<Forecast>) {
    guard forecast.pointee.count > 0 else { return }
    var before = start
    var sum = 0.0
    for point in 0..<Forecast.pointCount {
      let place = forecast.pointee.ways[0].points[point].position
      sum += before.distance(to: place)
      travel[point] = Float(sum)
      before = place
    }
    hasTravel = true
  }
}
