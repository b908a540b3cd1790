import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// What one roadside unit told of one track lately.
struct Sighting: BitwiseCopyable {
  /// The unit's index, or -1 for an empty place.
  var unit: Int16 = -1
  /// The number that the unit gives it.
  var localNumber: UInt16 = 0
  /// The scan of the newest hit; units number their scans from 1.
  var scan: UInt32 = 0
  /// The scan of the first hit.
  var firstScan: UInt32 = 0
  /// Bit k: hit in scan `scan - k`.
  var hits: UInt32 = 0
  /// The last scan that existence took account of.
  var accountedScan: UInt32 = 0
  /// Whether the scans since the newest hit already cost existence.
  var isMissing = false
  /// The time of the newest hit as the unit's clock told it.
  var rawTime = Instant(nanoseconds: 0)
  /// Where the unit said it was, uncorrected.
  var rawPosition = LocalPoint(east: 0, north: 0)
  /// The variance of each coordinate.
  var variance = 0.0
  /// Seconds for which it was compared with what the road user says of itself.
  var anchoredSeconds = 0.0
  /// By how much the newest hit lay off the prediction.
  var residual = LocalVector.zero

  /// Whether the unit hit the track in a scan.
  @inline(__always) func hit(in other: UInt32) -> Bool {
    other <= scan && scan - other < 32 && hits >> (scan - other) & 1 == 1
  }

  /// Whether the unit told of an observation's number in the same scan before: a unit lists each once, so the message
  /// came twice, or the unit sends more often than scans are told apart. Its rows would otherwise look like road users
  /// beside those that they are.
  @inline(__always) func repeats(_ observation: Observation, in other: UInt32) -> Bool {
    other > 0 && localNumber == observation.localNumber && hit(in: other)
  }

  /// Notes a hit in a scan.
  @inline(__always) mutating func note(scan other: UInt32) {
    if other > scan {
      hits = other - scan < 32 ? hits << (other - scan) | 1 : 1
      scan = other
    } else if scan - other < 32 {
      hits |= 1 << (scan - other)
    }
  }

  /// Whether the unit listed both tracks in one of its scans of the last three seconds or so.
  @inline(__always) func listedApart(from other: Sighting) -> Bool {
    let newest = max(scan, other.scan)
    guard newest - scan < 32, newest - other.scan < 32 else { return false }
    return (hits << (newest - scan)) & (other.hits << (newest - other.scan)) != 0
  }

  /// The share of the scans up to the newest hit, of the last 16 at most, that hit the track.
  @inline(__always) var detectionRate: Double {
    let span = min(16, scan - min(scan, firstScan) + 1)
    return min(1, Double((hits & 0xffff).nonzeroBitCount) / Double(span))
  }
}

/// What a road user told of itself lately.
struct SelfSighting: BitwiseCopyable {
  /// Whether it ever did.
  var isKnown = false
  /// Whether its own message was heard, and not only a unit's copy of it.
  var isDirect = false
  /// The temporary identity that it used last; 0 where a unit's copy did not tell.
  var temporaryID: UInt64 = 0
  /// Whose numbers the identity is one of.
  var scheme = IdentityScheme.csae
  /// When, on its own clock.
  var time = Instant(nanoseconds: 0)
  /// Where it said it was.
  var position = LocalPoint(east: 0, north: 0)
  /// The variance of each coordinate.
  var variance = 0.0
}
