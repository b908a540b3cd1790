/// A running 64-bit digest of a core's state, for telling whether two runs agree.
///
/// It mixes each word by the finaliser of SplitMix64; it is no cryptographic hash. Numbers that come from arithmetic
/// are quantised before they are folded in, so that the digest speaks of what is published and not of a last bit.
public struct StateDigest: Hashable, Sendable, BitwiseCopyable {
  /// The digest so far.
  public private(set) var value: UInt64

  /// An empty digest, or one that goes on from `value`.
  public init(continuing value: UInt64 = 0x6c75_7975_6e00_0001) { self.value = value }

  /// Folds a word in.
  @inlinable public mutating func fold(_ word: UInt64) {
    mix(word)
  }

  /// Folds an integer in.
  @inlinable public mutating func fold(_ word: Int) { mix(UInt64(bitPattern: Int64(word))) }

  /// Folds a number in, quantised to multiples of `step`.
  @inlinable public mutating func fold(_ number: Double, step: Double) {
    let scaled = (number / step).rounded()
    mix(scaled.magnitude < 9e18 ? UInt64(bitPattern: Int64(scaled)) : scaled.bitPattern)
  }

  @usableFromInline mutating func mix(_ word: UInt64) {
    var z = (value ^ word) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    value = z ^ (z >> 31)
  }
}
