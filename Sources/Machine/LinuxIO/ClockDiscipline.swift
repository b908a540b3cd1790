import CLinuxShim

/// Whether something keeps the system's clock right.
public enum ClockDiscipline: Hashable, Sendable {
  /// A time service does; its estimate of the error in microseconds.
  case synchronised(errorMicroseconds: Int)
  /// Nothing does.
  case free
  /// The kernel does not tell.
  case unknown

  /// What the kernel says.
  public static var current: ClockDiscipline {
    var error = 0
    switch luyun_clock_discipline(&error) {
    case 1: return .synchronised(errorMicroseconds: error)
    case 0: return .free
    default: return .unknown
    }
  }
}
