/// Room for a fixed number of plain values, taken once and owned by one holder, which writes an element before it reads
/// it. Pages that are never touched are never there.
///
/// Safe to send although it holds a pointer: the type cannot be copied, so the memory has one owner at any time, and its
/// elements are plain values.
struct Store<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  /// How many elements there is room for.
  let capacity: Int

  /// Takes room; what it holds is undefined.
  init(capacity: Int) {
    self.capacity = max(1, capacity)
    base = .allocate(capacity: self.capacity)
  }

  /// Takes room and fills it.
  init(repeating element: Element, capacity: Int) {
    self.init(capacity: capacity)
    base.initialize(repeating: element, count: self.capacity)
  }

  deinit { base.deallocate() }

  /// The place of an element; an index outside stops the program.
  @inline(__always) func pointer(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < capacity)
    return base + index
  }

  /// An element; an index outside stops the program.
  @inline(__always) subscript(index: Int) -> Element {
    get { pointer(index).pointee }
    nonmutating set { pointer(index).initialize(to: newValue) }
  }
}
