/// Room for a fixed number of plain values, allocated once and owned by one holder.
///
/// It gives pointers to its elements so that large ones are changed in place, without a copy and without a check of
/// uniqueness at each step. A pointer must not outlive the array. An element's type must not be private to a file: today's
/// compiler then breaks off where another file takes part in giving the array back.
///
/// Sendable although it holds a pointer: the type cannot be copied, so the memory has one owner at any time, and its
/// elements are plain values.
@frozen public struct FixedArray<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  /// The first element's place.
  public let base: UnsafeMutablePointer<Element>
  /// How many elements there are.
  public let count: Int

  /// Makes an array of `count` times `element`.
  @inlinable public init(repeating element: Element, count: Int) {
    self.init(unfilled: count)
    base.initialize(repeating: element, count: count)
  }

  /// Makes room for `count` elements whose values are to be set before they are read: the octets are whatever they are,
  /// and the system gives memory for what is touched only.
  @inlinable public init(unfilled count: Int) {
    base = .allocate(capacity: max(1, count))
    self.count = count
  }

  @inlinable deinit { base.deallocate() }

  /// The place of an element; an index outside stops the program.
  @inlinable @inline(__always) public func pointer(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < count)
    return base + index
  }

  /// An element; an index outside stops the program.
  @inlinable @inline(__always) public subscript(index: Int) -> Element {
    get { pointer(index).pointee }
    nonmutating set { pointer(index).pointee = newValue }
  }
}
