import Kernel
import RoadModel

/// Once a second: who waits before the end of a lane.
///
/// A vehicle waits from when it is slower than ``TrafficConfiguration/waitingSpeed`` until it is faster than
/// ``TrafficConfiguration/movingSpeed``. It joins the queue of its lane when it waits and no more than
/// ``TrafficConfiguration/queueGap`` of free road parts it from the stop line, or from a vehicle ahead that is itself
/// joined in that way, whether that waits or moves up. It stays in the queue until it moves on: while a queue
/// discharges its rest stands far from the stop line. What stands on its own in the middle of a lane is no queue.
extension TrafficState {
  /// Finds the queues of all lanes.
  mutating func findQueues() {
    order.removeAll(keepingCapacity: true)
    for place in travellers.indices where travellers[place].counted >= 0 { order.append(place) }
    order.sort { left, right in
      let (one, other) = (travellers[left], travellers[right])
      if one.counted != other.counted { return one.counted < other.counted }
      return one.along == other.along ? one.id < other.id : one.along > other.along
    }
    for place in stretches.indices { stretches[place].queue = Queue() }
    var first = 0
    while first < order.count {
      let lane = travellers[order[first]].counted
      var last = first
      while last < order.count, travellers[order[last]].counted == lane { last += 1 }
      findQueue(first..<last, on: Int(lane))
      first = last
    }
  }

  /// Finds the queue of one lane; `range` of ``order`` are its travellers, the foremost first.
  private mutating func findQueue(_ range: Range<Int>, on lane: Int) {
    let length = stretches[lane].length
    var reached = length
    var isJoined = true
    var queue = Queue()
    for index in range {
      let place = order[index]
      let traveller = travellers[place]
      if reached - traveller.front > configuration.queueGap { isJoined = traveller.isQueued }
      if isJoined, traveller.isWaiting { travellers[place].isQueued = true }
      if travellers[place].isQueued {
        isJoined = true
        queue.vehicles = queue.vehicles == .max ? .max : queue.vehicles + 1
        queue.length = max(queue.length, min(length - traveller.rear, length))
      }
      reached = traveller.rear
    }
    stretches[lane].queue = queue
  }
}
