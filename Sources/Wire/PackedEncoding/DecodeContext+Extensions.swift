// What a newer schema adds, and open types.
extension UnsafeMutablePointer<DecodeContext> {
  /// Skips one open type; the result is the position behind it.
  @inline(never)
  func skipOpenType(_ start: Int) -> Int {
    guard unboundedLength(from: start) != nil else {
      pointee.fault = -1
      return abandoned
    }
    var position = start
    while true {
      let (length, more) = fragment(&position)
      position &+= length &* 8
      if !more { return position }
    }
  }

  /// Reads the head of a list of extension additions (X.691 clause 19.7-19.9): its presence bitmap, the first addition
  /// highest, and how many additions the sender's schema has (1...64; more is a fault).
  @inlinable @inline(__always)
  public func readExtensionBitmap(_ position: inout Int) -> (bitmap: UInt64, count: Int) {
    let result: (bitmap: UInt64, count: Int)
    (result, position) = extensionBitmap(position)
    return result
  }

  @usableFromInline @inline(never)
  func extensionBitmap(_ start: Int) -> ((bitmap: UInt64, count: Int), position: Int) {
    var position = start
    let window = peekBits(pointee.base, position)
    var count = Int(truncatingIfNeeded: (window >> 57) & 0x3f) &+ 1
    position &+= 7
    if window >> 63 == 1 {
      position &-= 6
      count = readLength(&position)
    }
    guard count >= 1, count <= 64, position &+ count <= pointee.end else {
      pointee.fault = -1
      position = Swift.min(position, abandoned)
      return ((0, 0), position)
    }
    let bitmap = peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
    position &+= count
    return ((bitmap, count), position)
  }

  /// Skips the additions from `first` on that a bitmap names, and counts them.
  @inlinable @inline(__always)
  public func skipExtensions(_ position: inout Int, bitmap: UInt64, count: Int, from first: Int) {
    // Most senders have the same schema: nothing is left then.
    if first < count, bitmap &<< UInt64(truncatingIfNeeded: first) != 0 {
      position = skipEach(position, bitmap: bitmap, count: count, from: first)
    }
  }

  @usableFromInline @inline(never)
  func skipEach(_ start: Int, bitmap: UInt64, count: Int, from first: Int) -> Int {
    var position = start
    var index = first
    while index < count {
      if (bitmap >> UInt64(63 - index)) & 1 == 1 {
        position = skipOpenType(position)
        pointee.skippedExtensions &+= 1
      }
      index &+= 1
    }
    return position
  }

  /// Skips all additions of a type that has none in this schema.
  public func skipAllExtensions(_ position: Int) -> Int {
    var position = position
    let (bitmap, count) = readExtensionBitmap(&position)
    skipExtensions(&position, bitmap: bitmap, count: count, from: 0)
    return position
  }
}

/// What a decoder returns to after an open type.
@frozen public struct OpenTypeScope: BitwiseCopyable {
  @usableFromInline var base: UnsafePointer<UInt8>
  @usableFromInline var end: Int
  @usableFromInline var start: Int
  @usableFromInline var after: Int

  @inlinable @inline(__always)
  init(base: UnsafePointer<UInt8>, end: Int, start: Int, after: Int) {
    self.base = base
    self.end = end
    self.start = start
    self.after = after
  }
}

extension UnsafeMutablePointer<DecodeContext> {
  /// Enters an open type: the context then ends where it ends, and `position` is at its first bit.
  @inlinable @inline(__always)
  public func enterOpenType(_ position: inout Int) -> OpenTypeScope {
    enterOpenType(&position, peekBits(pointee.base, position))
  }

  /// Enters an open type whose first 16 bits at least stand at the top of `window`.
  @inlinable @inline(__always)
  public func enterOpenType(_ position: inout Int, _ window: UInt64) -> OpenTypeScope {
    var start = position &+ 8
    var length = Int(truncatingIfNeeded: window >> 56)
    if length > 127 {
      start = position &+ 16
      length = Int(truncatingIfNeeded: (window >> 48) & 0x3fff)
    }
    let after = start &+ length &* 8
    guard window >> 62 != 3, after <= pointee.end else {
      let scope: OpenTypeScope
      (scope, position) = enterUnusually(position)
      return scope
    }
    let scope = OpenTypeScope(base: pointee.base, end: pointee.end, start: start, after: after)
    position = start
    pointee.end = after
    return scope
  }

  /// Enters an open type that comes in fragments, or refuses one that is not all there.
  @usableFromInline @inline(never)
  func enterUnusually(_ start: Int) -> (OpenTypeScope, position: Int) {
    var scope = OpenTypeScope(base: pointee.base, end: pointee.end, start: 0, after: pointee.end)
    guard start &+ 8 <= pointee.end, peekBits(pointee.base, start) >> 62 == 3 else {
      pointee.fault = -1
      return (scope, abandoned)
    }
    let (octets, position) = unboundedOctets(start)
    scope.after = position
    guard let base = octets.base else { return (scope, position) }
    pointee.base = UnsafePointer(base)
    pointee.end = octets.count &* 8
    return (scope, 0)
  }

  /// Leaves an open type; a value that does not fill its octets is a fault. The result is the position behind it.
  @inlinable @inline(__always)
  public func leaveOpenType(_ scope: OpenTypeScope, _ position: Int) -> Int {
    let unused = pointee.end &- position
    if _slowPath(UInt(bitPattern: unused) > 7 || position == scope.start) {
      // Even a value of no bits takes an octet.
      if position != scope.start || unused != 8 { pointee.fault = -1 }
    }
    pointee.base = scope.base
    pointee.end = scope.end
    return scope.after
  }
}
