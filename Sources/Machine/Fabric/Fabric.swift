/// Carries frames between named ends: within a process, or over a broker.
///
/// It may lose a frame, repeat it, or bring two in another order; nothing above it may trust it further. Frames are
/// whole and unchanged where they arrive. It never waits: `publish` returns at once, whatever the other end does.
public protocol Fabric: Sendable {
  /// Hands a frame over for an end. False where it is known not to arrive: nobody listens there, or no link is up.
  @discardableResult
  func publish(_ octets: [UInt8], to end: String) -> Bool

  /// Listens at an end. Several may; each gets every frame. `receive` is called on a thread of the fabric or of the
  /// publisher, perhaps on several at once; it must return quickly and not publish. It is called no more soon after the
  /// subscription is cancelled or forgotten.
  func subscribe(
    _ end: String, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) throws(FabricError) -> any FabricSubscription
}

/// Someone who listens at an end.
public protocol FabricSubscription: AnyObject, Sendable {
  /// Listens no more. A call that is under way on another thread may still finish.
  func cancel()
}

/// Why nobody can listen at an end.
public struct FabricError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence for the operator.
  public var description: String

  /// Makes an error from its sentence.
  public init(_ description: String) { self.description = description }
}
