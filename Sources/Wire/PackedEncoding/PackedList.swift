/// A list inside a decoded message: elements in a row in the decoder's arena.
///
/// It is a view. It is valid until the decoder that made it decodes again or ends; a message that is built by hand keeps
/// its lists in a ``MessageArena`` that must live as long. It does not cross threads.
@frozen public struct PackedList<Element: BitwiseCopyable>: BitwiseCopyable, RandomAccessCollection {
  /// The first element; nil for the empty list.
  public var base: UnsafeMutablePointer<Element>?
  /// The number of elements.
  public var count: Int

  /// The empty list.
  @inlinable public init() {
    base = nil
    count = 0
  }

  /// A list of `count` elements that somebody else owns.
  @inlinable public init(base: UnsafeMutablePointer<Element>?, count: Int) {
    self.base = base
    self.count = base == nil ? 0 : count
  }

  public var startIndex: Int { @inlinable get { 0 } }
  public var endIndex: Int { @inlinable get { count } }

  /// The element at an index, which must be in 0..<count.
  @inlinable public subscript(index: Int) -> Element {
    @inline(__always) _read {
      precondition(index >= 0 && index < count, "index outside a packed list")
      // The initialisers set `base` wherever `count` is above zero.
      yield base.unsafelyUnwrapped[index]
    }
  }
}

/// Octets or characters inside a decoded message, with the validity of a ``PackedList``.
public typealias PackedOctets = PackedList<UInt8>

extension PackedList<UInt8> {
  /// The octets as text, read as UTF-8 (which IA5 is a part of).
  public var text: String { String(decoding: self, as: UTF8.self) }
}

/// A large alternative of a choice: one value in the decoder's arena, with the validity of a ``PackedList``.
@frozen public struct PackedReference<Value: BitwiseCopyable>: BitwiseCopyable {
  /// Where the value is.
  public let address: UnsafeMutablePointer<Value>

  /// Refers to a value that somebody else owns.
  @inlinable public init(_ address: UnsafeMutablePointer<Value>) { self.address = address }

  /// The value.
  @inlinable public var value: Value {
    @inline(__always) _read { yield address.pointee }
  }
}

/// A bit string whose size may be extended by a newer schema.
@frozen public struct ExtensibleBits: BitwiseCopyable {
  /// The first 64 bits, the first one highest, zero beyond ``count``.
  public var bits: UInt64
  /// How many bits there are.
  public var count: Int
  /// All of them, where there are more than 64.
  public var octets: UnsafePointer<UInt8>?

  /// A bit string of at most 64 bits.
  @inlinable public init(bits: UInt64 = 0, count: Int = 0) {
    self.bits = bits
    self.count = count
    self.octets = nil
  }

  /// A bit string of more than 64 bits.
  @inlinable public init(bits: UInt64, count: Int, octets: UnsafePointer<UInt8>) {
    self.bits = bits
    self.count = count
    self.octets = octets
  }

  /// Whether a named bit is set.
  @inlinable public subscript(index: Int) -> Bool {
    guard index >= 0, index < count else { return false }
    if index < 64 { return (bits >> UInt64(63 - index)) & 1 == 1 }
    guard let octets else { return false }
    return octets[index / 8] & (0x80 >> UInt8(index & 7)) != 0
  }
}
