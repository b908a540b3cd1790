public import Kernel

/// A link of the road network: the way from one node to the next in one direction.
public struct LinkID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The node that it comes from.
  public var upstream: NodeID
  /// The node that it leads to.
  public var downstream: NodeID
  /// Which of several links between the same nodes, in the order of the map, from 0: maps of the field have side roads
  /// that leave a node and come back to the next.
  public var branch: UInt8

  /// Makes a link's identity.
  @inlinable public init(upstream: NodeID, downstream: NodeID, branch: UInt8 = 0) {
    self.upstream = upstream
    self.downstream = downstream
    self.branch = branch
  }

  @inlinable public static func < (left: LinkID, right: LinkID) -> Bool {
    (left.downstream, left.upstream, left.branch) < (right.downstream, right.upstream, right.branch)
  }
}

/// A lane of the road network, the same at every edge and over every version of the map.
public struct LaneID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The link.
  public var link: LinkID
  /// The number within the link, from 1, left to right in the direction of travel.
  public var number: UInt8

  /// Makes a lane's identity.
  @inlinable public init(link: LinkID, number: UInt8) {
    self.link = link
    self.number = number
  }

  @inlinable public static func < (left: LaneID, right: LaneID) -> Bool {
    left.link == right.link ? left.number < right.number : left.link < right.link
  }
}

extension Lane {
  /// The identity of the lane.
  public var id: LaneID {
    LaneID(link: LinkID(upstream: upstreamNode, downstream: downstreamNode, branch: branch), number: number)
  }
}

/// What vehicles did on a stretch of road in a time: sums only, so that seconds add up to minutes and lanes to links
/// without any loss. Flow, speed and density follow from them by Edie's definitions (L. C. Edie, 1963): with the length
/// L and the time T observed, flow = distance / LT, density = time / LT, space-mean speed = distance / time.
public struct TrafficSums: Hashable, Sendable, BitwiseCopyable {
  /// Vehicle metres travelled.
  public var distance = 0.0
  /// Vehicle seconds spent.
  public var time = 0.0
  /// Metre seconds covered by the bodies of vehicles, for the occupancy.
  public var covered = 0.0
  /// Vehicle seconds spent by vehicles that speak for themselves.
  public var connectedTime = 0.0
  /// Vehicle seconds lost against free flow: the time spent less the time the distance takes at the speed of free flow.
  public var delay = 0.0
  /// Vehicles that entered the stretch.
  public var entered: UInt32 = 0
  /// Vehicles that left it.
  public var left: UInt32 = 0
  /// Vehicles that came to a stop on it.
  public var stops: UInt32 = 0
  /// Positions of vehicles that the sums were made from.
  public var samples: UInt32 = 0
  /// Metre seconds observed: LT. Of a link those of its lanes together, so that its flow and density are a lane's mean.
  public var observed = 0.0

  /// Makes empty sums.
  @inlinable public init() {}

  /// Adds what happened at another time or on another stretch.
  public static func += (left: inout TrafficSums, right: TrafficSums) {
    left.distance += right.distance
    left.time += right.time
    left.covered += right.covered
    left.connectedTime += right.connectedTime
    left.delay += right.delay
    left.entered &+= right.entered
    left.left &+= right.left
    left.stops &+= right.stops
    left.samples &+= right.samples
    left.observed += right.observed
  }

  /// Vehicles a second; nil where nothing was observed.
  public var flow: Double? { observed > 0 ? distance / observed : nil }
  /// Vehicles a metre; nil where nothing was observed.
  public var density: Double? { observed > 0 ? time / observed : nil }
  /// Space-mean speed in metres per second; nil where no vehicle was.
  public var speed: Double? { time > 0 ? distance / time : nil }
  /// The share of the road that vehicles cover, 0...1; nil where nothing was observed.
  public var occupancy: Double? { observed > 0 ? min(covered / observed, 1) : nil }
  /// The share of vehicle time by vehicles that speak for themselves, 0...1; nil where no vehicle was.
  public var connectedShare: Double? { time > 0 ? connectedTime / time : nil }
}

/// Vehicles that wait on a lane at an instant.
public struct Queue: Hashable, Sendable, BitwiseCopyable {
  /// How many, from the stop line back.
  public var vehicles: UInt16
  /// Metres from the stop line to the back of the last.
  public var length: Double

  /// Makes a queue.
  @inlinable public init(vehicles: UInt16 = 0, length: Double = 0) {
    self.vehicles = vehicles
    self.length = length
  }
}

/// Travel times as counts in buckets whose bounds grow by a tenth, so that they add up and quantiles stay within 5 %.
public struct TravelTimes: Hashable, Sendable {
  /// Buckets with a count, ordered by bucket. Bucket n holds 1.1^n...1.1^(n + 1) seconds, bucket 0 less as well.
  public private(set) var counts: [Count] = []

  /// One bucket.
  public struct Count: Hashable, Sendable, BitwiseCopyable {
    /// Which, 0...127.
    public var bucket: UInt8
    /// How many travel times.
    public var count: UInt32
  }

  /// Makes an empty collection.
  public init() {}

  /// Restores a collection; what is out of order or empty is put right.
  public init(counts: [(bucket: UInt8, count: UInt32)]) {
    for count in counts where count.count > 0 { add(bucket: min(count.bucket, 127), count.count) }
  }

  /// Adds a travel time in seconds.
  public mutating func add(_ seconds: Double) {
    var bucket = 0
    var bound = 1.1
    while seconds >= bound, bucket < 127 {
      bound *= 1.1
      bucket += 1
    }
    add(bucket: UInt8(bucket), 1)
  }

  /// Adds another collection.
  public static func += (left: inout TravelTimes, right: TravelTimes) {
    for count in right.counts { left.add(bucket: count.bucket, count.count) }
  }

  /// How many there are.
  public var total: Int { counts.reduce(0) { $0 + Int($1.count) } }

  /// The travel time in seconds that a share 0...1 of the vehicles did not exceed; nil where there are none.
  public func quantile(_ share: Double) -> Double? {
    let total = total
    guard total > 0 else { return nil }
    var rest = Double(total) * min(max(share, 0), 1)
    for count in counts {
      if rest <= Double(count.count) || count == counts.last {
        return TravelTimes.lowerBound(count.bucket) * (1 + 0.1 * min(max(rest / Double(count.count), 0), 1))
      }
      rest -= Double(count.count)
    }
    return nil
  }

  private static func lowerBound(_ bucket: UInt8) -> Double {
    var bound = 1.0
    for _ in 0..<bucket { bound *= 1.1 }
    return bound
  }

  private mutating func add(bucket: UInt8, _ count: UInt32) {
    let place = counts.firstIndex { $0.bucket >= bucket } ?? counts.count
    if place < counts.count, counts[place].bucket == bucket {
      counts[place].count &+= count
    } else {
      counts.insert(Count(bucket: bucket, count: count), at: place)
    }
  }
}

/// A lane or a link over a time: what happened, who waits, how long the way took.
public struct StretchTraffic: Sendable, Hashable {
  /// The length in metres.
  public var length: Double
  /// What vehicles did in the time.
  public var sums: TrafficSums
  /// Who waited at its end; of several seconds, the longest queue.
  public var queue: Queue
  /// How long those that left it in the time had been on all of it.
  public var travelTimes: TravelTimes

  /// Makes the traffic of a stretch.
  public init(
    length: Double, sums: TrafficSums = TrafficSums(), queue: Queue = Queue(), travelTimes: TravelTimes = TravelTimes()
  ) {
    self.length = length
    self.sums = sums
    self.queue = queue
    self.travelTimes = travelTimes
  }

  /// Adds the same stretch at a later time.
  public mutating func append(_ later: StretchTraffic) {
    sums += later.sums
    travelTimes += later.travelTimes
    if later.queue.vehicles > queue.vehicles { queue = later.queue }
    length = later.length
  }
}

/// What an edge's traffic amounted to in a second.
public struct TrafficSummary: Sendable {
  /// The end of the second.
  public var time: Instant
  /// How many seconds it covers; 1 but for a pause of the edge.
  public var duration: Interval
  /// Its lanes, ordered by identity.
  public var lanes: [(id: LaneID, traffic: StretchTraffic)]
  /// Its links, ordered by identity: their motor lanes together.
  public var links: [(id: LinkID, traffic: StretchTraffic)]

  /// Makes a summary.
  public init(
    time: Instant, duration: Interval, lanes: [(id: LaneID, traffic: StretchTraffic)],
    links: [(id: LinkID, traffic: StretchTraffic)]
  ) {
    self.time = time
    self.duration = duration
    self.lanes = lanes
    self.links = links
  }
}
