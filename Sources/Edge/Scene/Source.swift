import Kernel

/// On the hot path: no allocation.
///
/// What the scene knows of one device: where it stands, the rhythm of its scans, how noisy it is, what its births are
/// worth.
struct Source: BitwiseCopyable {
  /// The kinds of births that are judged apart: as a vehicle, as someone on foot or two wheels (small things look like
  /// them), without a class (often clutter), by self-report.
  enum BirthKind: UInt8 { case vehicle = 0, vulnerable = 1, unclassed = 2, selfReported = 3 }

  /// Whether ``place`` is known.
  var hasPlace = false
  var place = LocalPoint(east: 0, north: 0)
  /// Metres that it sees; infinite where nobody has told.
  var range = Double.infinity
  /// The number of its newest scan, from 1; 0 before the first.
  private(set) var scan: UInt32 = 0
  private var scanTimes = InlineArray<8, Int64>(repeating: .min)
  private var noiseScales = InlineArray<8, Double>(repeating: 1)
  private var noiseCounts = InlineArray<8, Double>(repeating: 20)
  private var goodBirths: InlineArray<4, Double> = [2.5, 1.5, 0.5, 2.5]
  private var badBirths: InlineArray<4, Double> = [2.5, 3.5, 4.5, 2.5]

  /// Observations of one scan differ by no more than this in time, nanoseconds: half the fastest usual period.
  private static let scanWidth: Int64 = 20_000_000

  /// The raw time of the newest scan.
  var newestScan: Instant { Instant(nanoseconds: scanTimes[Int(scan & 7)]) }

  /// The number of the scan that a raw time belongs to, a new one where the time is newer; 0 where it is of none of
  /// the last eight.
  mutating func scanNumber(at time: Instant) -> UInt32 {
    let moment = time.nanoseconds
    if scan == 0 || moment > scanTimes[Int(scan & 7)] &+ Self.scanWidth {
      scan &+= 1
      scanTimes[Int(scan & 7)] = moment
      return scan
    }
    for back in 0..<min(8, scan) {
      let number = scan - back
      let known = scanTimes[Int(number & 7)]
      if moment >= known &- Self.scanWidth && moment <= known &+ Self.scanWidth { return number }
    }
    return 0
  }

  /// Which of the eight bands of distance a point lies in: noise grows with the distance.
  @inline(__always) private func band(of point: LocalPoint) -> Int {
    guard hasPlace else { return 0 }
    let reach = range.isFinite ? range : 160
    return min(7, Int(min(1e6, point.distance(to: place)) * 8 / reach))
  }

  /// By how much the variance that the unit states is to be multiplied at a place.
  @inline(__always) func noiseScale(at point: LocalPoint) -> Double { noiseScales[band(of: point)] }

  /// Learns from the ratio of a variance seen to the stated one; a single leap is bounded.
  @inline(__always) mutating func learnNoise(ratio: Double, at point: LocalPoint) {
    let place = band(of: point)
    noiseCounts[place] = min(400, noiseCounts[place] + 1)
    let next = noiseScales[place] + (min(16, ratio) - noiseScales[place]) / noiseCounts[place]
    noiseScales[place] = min(25, max(0.1, next))
  }

  /// The log-odds with which a track begun by this unit exists.
  func birthOdds(_ kind: BirthKind) -> Double {
    Trigonometry.log(goodBirths[Int(kind.rawValue)] / badBirths[Int(kind.rawValue)])
  }

  /// Learns what became of a birth; old ones are forgotten after some two hundred.
  mutating func judgeBirth(_ kind: Int, wasReal: Bool) {
    if wasReal { goodBirths[kind] += 1 } else { badBirths[kind] += 1 }
    if goodBirths[kind] + badBirths[kind] > 200 {
      goodBirths[kind] *= 0.5
      badBirths[kind] *= 0.5
    }
  }
}
