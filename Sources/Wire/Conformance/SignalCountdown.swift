import Kernel

/// What a phase says of its running light from message to message: how long it is still to last, and since when it is.
struct SignalCountdown {
  private struct Sample {
    var time: Instant
    /// Until the likely end, in 0.1 s.
    var left: Int
    /// By how much it came nearer, all steps together, in 0.1 s.
    var fallen: Int
  }

  /// So long may a countdown stand or rise: controllers that ask for vehicles put the end off.
  private static let patience = Interval.seconds(2)
  /// A light lasts a second at the least.
  private static let shortestLight = Interval.seconds(1)
  private static let maximumSamples = 128

  private var light = ""
  private var since: Instant?
  private var last: Instant?
  private var samples: [Sample] = []

  /// Takes the running light. How long the one before it lasted, where it is another one and the begin was seen.
  mutating func take(light now: String, at time: Instant) -> Interval? {
    // Who was not heard for a while may have shown anything.
    let isHeard = last.map { time - $0 <= SignalCountdown.patience } ?? false
    if !isHeard { (light, since, samples) = ("", nil, []) }
    last = time
    guard now != light else { return nil }
    let lasted = since.map { time - $0 }
    // The begin of the first light was not seen.
    since = light.isEmpty ? nil : time
    light = now
    samples = []
    return lasted
  }

  /// Whether a light lasted long enough.
  static func isLongEnough(_ lasted: Interval) -> Bool { lasted >= shortestLight }

  /// Takes how long the light is still to last in 0.1 s, nil where it does not say. A sentence without a point where that
  /// does not come nearer.
  mutating func take(left: Int?, at time: Instant) -> String? {
    guard let left else {
      samples = []
      return nil
    }
    let fallen = samples.last.map { $0.fallen + max($0.left - left, 0) } ?? 0
    samples.append(Sample(time: time, left: left, fallen: fallen))
    while samples.count > SignalCountdown.maximumSamples
      || samples.count > 2 && time - samples[1].time >= SignalCountdown.patience
    {
      samples.removeFirst()
    }
    guard let first = samples.first, time - first.time >= SignalCountdown.patience, left >= first.left else {
      return nil
    }
    // Where the end is put off now and then, the time left falls in between.
    let milliseconds = (time - first.time).milliseconds
    guard (fallen - first.fallen) * 100 * 2 < Int(milliseconds) else { return nil }
    return
      "\(light) ends in \(left / 10).\(left % 10) s, \(milliseconds) ms before in \(first.left / 10).\(first.left % 10) s"
  }
}
