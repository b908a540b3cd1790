import Kernel
import RoadModel

/// On the hot path: no allocation. What units say of a track by not listing it.
///
/// A unit that always lists what is at a place, and does not list a track there that nothing hides, is a witness
/// against it. Its silence counts once and not by scans: what makes a unit overlook something lasts. Two witnesses
/// outweigh one voice, so that a ghost of one unit, a vehicle that somebody invents, or one that left unseen is not
/// published; a vehicle behind a truck has no witnesses and lives on.
extension Scene {
  /// Every how many ticks a track's witnesses are heard.
  static let hearingPeriod = 5
  /// The probability of being listed from which a unit is heard as a witness.
  private static let leastDetection = 0.6
  /// Log-odds by which a second voice speaks for a track, and by which a witness speaks against it.
  private static let voiceEvidence = 3.0
  private static let witnessEvidence = 4.0
  /// The log-odds of existence that a road user's own word is worth at most.
  private static let ownCeiling = 4.5
  /// How fast witnesses are believed, a hearing; of who was never seen yet, slower: it may be hidden where it comes in.
  private static let pace = 0.4
  private static let firstPace = 0.12
  /// What a unit that lost sight of a track is worth as a witness: what hides something from it lasts for a second or
  /// two, and longer than that only where there is nothing any more.
  private static let lostWeight = 0.2
  /// The share of a declared range within which a unit ought to see everything.
  private static let plainView = 0.8
  /// Seconds for which the word of a unit that is trusted no more still counts for a track.
  private static let trustLasts = Interval.seconds(2)
  /// For how many hearings a road user that no unit ever saw teaches where units do not see.
  private static let lessonLimit: UInt8 = 3
  /// Within this time a unit counts as seeing a track.
  private static let attention = Interval.milliseconds(600)

  /// Hears the witnesses of a track, and what it says of the witnesses.
  mutating func hearWitnesses(of track: UnsafeMutablePointer<Track>) {
    let voices = voices(of: track)
    // Who was never seen by any unit may be invented, and says little about what units see.
    let isEstablished =
      track.pointee.isConfirmed && track.pointee.hits > 20 && now - track.pointee.since > .seconds(2)
      && (voices.wasEverSeen || track.pointee.lessons < Self.lessonLimit)
    if isEstablished && !voices.wasEverSeen { track.pointee.lessons += 1 }
    var opposition = 0.0
    for unit in 0..<placedUnitLimit {
      let source = sources.pointer(unit)
      guard source.pointee.hasPlace, source.pointee.scan > 0, now - source.pointee.newestScan < .milliseconds(500)
      else {
        continue
      }
      let arm = track.pointee.place - source.pointee.place
      guard arm.squaredLength < 4e4, arm.length < source.pointee.range else { continue }
      let sighting = track.pointee.sightingPlace(of: UInt8(truncatingIfNeeded: unit))
      let isSeen = sighting >= 0 && now - track.pointee.sightings[sighting].rawTime < Self.attention
      let others = voices.sum - (isSeen && source.pointee.isTrusted ? 1 : 0)
      if isSeen {
        if isEstablished && others >= 1 { source.pointee.learnView(arm, isFound: true) }
        continue
      }
      let detection =
        voices.wasEverSeen
        ? source.pointee.view.detection(at: arm)
        : source.pointee.view.guess(at: arm, declares: arm.length < Self.plainView * source.pointee.declaredRange)
      guard isEstablished && others >= 1 || detection > Self.leastDetection, !isHidden(track, from: source) else {
        continue
      }
      if isEstablished && others >= 1 { source.pointee.learnView(arm, isFound: false) }
      guard detection > Self.leastDetection, source.pointee.isTrusted else { continue }
      opposition += detection * weight(of: track, sighting: sighting, hasVoices: voices.sum > 0)
    }
    track.pointee.opposition +=
      (opposition - track.pointee.opposition)
      * (voices.wasEverSeen ? Self.pace : Self.firstPace)
    track.pointee.support = voices.sum
    track.pointee.ceiling = voices.wasEverSeen ? .infinity : Self.ownCeiling
    if let only = voices.onlyUnit { sources.pointer(only).pointee.noteContradiction(opposition > 0) }
    if voices.sum > 0 {
      track.pointee.lastVouched = now
      track.pointee.isUnvouched = false
    } else if voices.count > 0 && now - track.pointee.lastVouched > Self.trustLasts {
      track.pointee.isUnvouched = true
    }
  }

  /// What a unit's not listing a track is worth, all of it where it never did.
  private mutating func weight(of track: UnsafeMutablePointer<Track>, sighting: Int, hasVoices: Bool) -> Double {
    guard sighting >= 0 else { return 1 }
    let seconds = (now - track.pointee.sightings[sighting].rawTime).seconds
    return hasVoices ? Self.lostWeight : max(Self.lostWeight, min(1, seconds - 0.5))
  }

  /// Who speaks for a track now.
  private struct Voices {
    /// How many devices there are that are trusted, its own included.
    var sum = 0.0
    /// The only unit that speaks for it, trusted or not.
    var onlyUnit: Int?
    /// Whether any unit ever saw it.
    var wasEverSeen = false
    /// How many devices there are, trusted or not.
    var count = 0
  }

  private mutating func voices(of track: UnsafeMutablePointer<Track>) -> Voices {
    var voices = Voices()
    var last = 0
    for place in 0..<Track.sightingLimit where track.pointee.sightings[place].unit >= 0 {
      voices.wasEverSeen = true
      guard now - track.pointee.sightings[place].rawTime < Self.attention else { continue }
      last = Int(track.pointee.sightings[place].unit)
      voices.count += 1
      if sources.pointer(last).pointee.isTrusted { voices.sum += 1 }
    }
    if track.pointee.selfReport.isKnown && now - track.pointee.selfReport.time < .seconds(1) {
      voices.sum += 1
      voices.count += 1
      last = -1
    }
    if voices.count == 1 && last >= 0 { voices.onlyUnit = last }
    return voices
  }

  /// The log-odds that a track exists when witnesses are heard.
  @inline(__always) func belief(in track: UnsafeMutablePointer<Track>) -> Double {
    let voices = max(0, min(2, track.pointee.support - 1)) * Self.voiceEvidence
    return min(track.pointee.existence, track.pointee.ceiling) + voices - track.pointee.opposition
      * Self.witnessEvidence
  }

  /// Metres above the road at which a unit's eyes are taken to be, and those of what it looks for.
  private static let mastHeight = 6.0
  private static let targetHeight = 1.2

  /// Whether a high body stands between a unit and a track, seen from a mast.
  private mutating func isHidden(_ track: UnsafeMutablePointer<Track>, from source: UnsafeMutablePointer<Source>)
    -> Bool
  {
    let mast = source.pointee.place
    let way = track.pointee.place - mast
    let length = way.length
    guard length > 1 else { return false }
    let along = way * (1 / length)
    // Nearer to the mast the line of sight is above everything on wheels.
    var distance = length * 0.3
    while distance < length {
      let count = grid.neighbors(of: mast + along * distance, within: Self.reach, into: found)
      for place in 0..<count {
        let other = tracks.pointer(Int(found[place]))
        guard other != track, other.pointee.isConfirmed, other.pointee.screenHeight > 1.8 else { continue }
        let gap = other.pointee.place - mast
        let share = along.dot(gap) / length
        let reach = other.pointee.length / 2 + 1
        guard share > 0, share < 1, along.cross(gap).magnitude < reach else { continue }
        let line = Self.mastHeight + (Self.targetHeight - Self.mastHeight) * min(1, share + reach / length)
        if line < other.pointee.screenHeight { return true }
      }
      distance += 8
    }
    return false
  }
}
