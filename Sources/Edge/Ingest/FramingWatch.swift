import Framing

/// Finds out in what a device's messages stand, and keeps to it once that is sure. The octets alone do not tell: a bare
/// message may begin like a frame.
struct FramingWatch: BitwiseCopyable {
  /// So many datagrams in a row must be good in one framing before it is kept to.
  static let surety: UInt8 = 8
  /// So many broken ones in a row make it doubtful again: the device may have got another release.
  static let patience: UInt8 = 32

  /// What is kept to; nil while that is not sure.
  private(set) var pinned: FramingKind?
  private var candidate = FramingKind.bare
  private var good: UInt8 = 0
  private var broken: UInt8 = 0

  /// A message was read in a framing.
  mutating func succeeded(_ kind: FramingKind) {
    broken = 0
    if pinned != nil { return }
    good = kind == candidate ? good + 1 : 1
    candidate = kind
    if good >= FramingWatch.surety { pinned = kind }
  }

  /// No message could be read in the framing that is kept to.
  mutating func failed() {
    guard pinned != nil else { return }
    broken += 1
    if broken >= FramingWatch.patience { self = FramingWatch() }
  }
}
