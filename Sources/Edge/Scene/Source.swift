import Kernel
import RoadModel

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
  /// ``range`` where somebody has told it, else 0.
  var declaredRange: Double { range.isFinite ? range : 0 }
  /// Where it sees.
  private(set) var view = FieldOfView()
  /// The share of what others vouch for in its view that it shows lately, and the share of what it alone shows that
  /// others deny.
  private(set) var agreement = 1.0
  private(set) var contradiction = 0.0
  /// Whether it shows what is there. A unit that shows an old picture under new times lists little of what others vouch
  /// for, and what it lists others deny; one that is merely blind lists little and nothing wrong.
  private(set) var isTrusted = true
  /// How well what it tells of motion fits how its places move: 1 where a place moves by speed times time, 0 where it
  /// stands still.
  private(set) var candour = 1.0
  /// The share of what it tells lately that it told before, moment for moment: 0 where it measures anew.
  private(set) var repetition = 0.0
  private var repeatedAt = Instant(nanoseconds: .min / 2)
  private var isOnProbation = false
  private var places = InlineArray<32, ToldPlace>(repeating: ToldPlace())
  /// The number of its newest scan, from 1; 0 before the first.
  private(set) var scan: UInt32 = 0
  private var scanTimes = InlineArray<8, Int64>(repeating: .min)
  private var noiseScales = InlineArray<8, Double>(repeating: 1)
  private var noiseCounts = InlineArray<8, Double>(repeating: 20)
  /// Births by ``BirthKind`` that turned out real and that did not. A unit is taken at its word until it is found wrong:
  /// what it names a vehicle, or a sender says of itself, shows at once; a nameless thing does not.
  private var goodBirths: InlineArray<4, Double> = [4, 3, 0.5, 4]
  private var badBirths: InlineArray<4, Double> = [0.8, 1.5, 4.5, 0.8]

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

  /// Where it last told a number to be.
  private struct ToldPlace: BitwiseCopyable {
    var number: UInt16 = 0
    var time = Instant(nanoseconds: .min / 2)
    var place = LocalPoint(east: 0, north: 0)
  }

  /// Whether it says of things that they move and puts them where they were, or tells what it told before once more: its
  /// picture is an old one, whatever the times on it. So far below the one half that noise and slow traffic leave of its
  /// candour, nothing else is.
  var isFrozen: Bool { candour < Self.leastCandour || repetition > Self.mostRepeated }

  static let leastCandour = 0.3
  static let mostRepeated = 0.5

  /// Learns whether it told of a moving road user what it told before to the last bit.
  ///
  /// Who is found to send old pictures may go on with some that were not told before: it is not trusted again until it
  /// agrees with others, or has told nothing old for a moment without being denied.
  mutating func noteRepetition(_ isRepeated: Bool, at time: Instant) {
    let wasFound = repetition > Self.mostRepeated
    repetition += 0.2 * ((isRepeated ? 1 : 0) - repetition)
    if isRepeated { repeatedAt = max(repeatedAt, time) }
    if !wasFound && repetition > Self.mostRepeated {
      isTrusted = false
      isOnProbation = true
      agreement = Self.leastListed
      contradiction = 0
    } else if isOnProbation && (time - repeatedAt).seconds > Self.probation {
      isOnProbation = false
      if contradiction < Self.mostDenied { isTrusted = true }
    }
  }

  /// Seconds without anything old after which a unit that nobody denies is trusted again.
  private static let probation = 0.8

  /// Compares a place with where the same number was told to be before, by what is told of its motion. Only what moves
  /// says anything.
  @inline(__always) mutating func noteCandour(of observation: inout Observation) {
    let index = Int(observation.localNumber & 31)
    let before = places[index]
    places[index] = ToldPlace(number: observation.localNumber, time: observation.time, place: observation.position)
    guard before.number == observation.localNumber, let speed = observation.speed, speed > 3 else { return }
    let seconds = (observation.time - before.time).seconds
    guard seconds > 0.03, seconds < 0.6 else { return }
    let gap = observation.position - before.place
    let moved = observation.heading.map { $0.unitVector.dot(gap) } ?? gap.length
    candour += 0.03 * (min(3, max(-1, moved / (speed * seconds))) - candour)
    candour = min(1, candour)
  }

  /// Whether a gross fault is looked for, trusted or not: a unit that was put up wrongly never agreed with the others,
  /// and is trusted for want of knowing better.
  var isSuspect: Bool { !isTrusted || contradiction > Self.mostDenied }

  /// The share of what it alone shows that may be denied, and the share of what it ought to list that it has to.
  static let mostDenied = 0.4
  static let leastListed = 0.5

  /// Whether a gross fault of it is known.
  var hasGrossFault = false
  /// When something of it last came so early or late that its clock is in doubt.
  var doubtedAt = Instant(nanoseconds: .min / 2)

  /// Takes back what was held against it, once it is known what was wrong; it has yet to agree to be trusted again.
  mutating func forgive() { contradiction = 0 }

  /// Learns that it listed a road user at the end of an arm, or did not, of whom others tell and whom nothing hides.
  mutating func learnView(_ arm: LocalVector, isFound: Bool) {
    let expected = view.detection(at: arm)
    // An untrusted picture says nothing of where it sees.
    if isTrusted { view.learn(arm, isFound: isFound) }
    guard expected > 0.6 else { return }
    agreement += ((isFound ? 1 : 0) - agreement) * 0.1
    judgeTrust()
  }

  /// Learns whether others deny what it alone shows.
  mutating func noteContradiction(_ isDenied: Bool) {
    contradiction += ((isDenied ? 1 : 0) - contradiction) * 0.1
    judgeTrust()
  }

  private mutating func judgeTrust() {
    if isTrusted {
      isTrusted = agreement > Self.leastListed || contradiction < Self.mostDenied
    } else {
      isTrusted = agreement > 0.75
    }
  }

  /// Which of the eight bands of distance a point lies in: noise grows with the distance.
  @inline(__always) private func band(of point: LocalPoint) -> Int {
    guard hasPlace else { return 0 }
    let reach = range.isFinite ? range : 160
    return min(7, Int(min(1e6, point.distance(to: place)) * 8 / reach))
  }

  /// By how much the variance that it states is to be multiplied over some of the eight bands of distance; nil where
  /// that rests on fewer than twenty.
  func noiseScale(bands: Range<Int>) -> Double? {
    var weight = 0.0
    var sum = 0.0
    for band in bands where noiseCounts[band] > 40 {
      weight += noiseCounts[band]
      sum += noiseCounts[band] * noiseScales[band]
    }
    return weight > 0 ? sum / weight : nil
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
