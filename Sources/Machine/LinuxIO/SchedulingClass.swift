import CLinuxShim
import Glibc

/// How the kernel shares processors with a thread (sched(7)).
public enum SchedulingClass: Hashable, Sendable, CustomStringConvertible {
  /// The usual fair sharing.
  case other
  /// Before all usual threads until it blocks, 1 (low) to 99.
  case fifo(priority: Int)
  /// As ``fifo(priority:)``, in turns with its equals.
  case roundRobin(priority: Int)
  /// Another class, by the kernel's number.
  case further(Int32)

  /// The class of the calling thread.
  public static var ofThisThread: SchedulingClass {
    // The kernel sets a bit where the class is not handed on to child processes (SCHED_RESET_ON_FORK).
    let number = sched_getscheduler(0) & 0xff
    var parameters = sched_param()
    sched_getparam(0, &parameters)
    let priority = Int(parameters.sched_priority)
    return switch number {
    case SCHED_OTHER: .other
    case SCHED_FIFO: .fifo(priority: priority)
    case SCHED_RR: .roundRobin(priority: priority)
    default: .further(number)
    }
  }

  /// What came of asking for a class.
  public enum Grant: Hashable, Sendable {
    /// The calling thread has it now.
    case granted(SchedulingClass)
    /// The calling thread has what it had; a sentence says why and what to change.
    case refused(String)
  }

  /// Asks for ``fifo(priority:)`` for the calling thread; the priority is 1...99.
  public static func requestFIFO(priority: Int) -> Grant {
    guard (1...99).contains(priority) else { return .refused("real-time priorities are 1 to 99, not \(priority)") }
    if set(SCHED_FIFO, priority: priority) == 0 { return .granted(ofThisThread) }
    let code = errno
    if code != EPERM { return .refused("the kernel does not grant SCHED_FIFO: \(SystemError.text(code))") }
    let limit = luyun_priority_limit()
    return .refused(
      "SCHED_FIFO at priority \(priority) is not permitted (the limit is \(limit)): "
        + "set LimitRTPRIO=\(priority) in the unit file or grant CAP_SYS_NICE")
  }

  /// Gives the calling thread the usual class; always permitted.
  public static func yieldToUsual() { _ = set(SCHED_OTHER, priority: 0) }

  private static func set(_ number: Int32, priority: Int) -> Int32 {
    var parameters = sched_param()
    parameters.sched_priority = Int32(priority)
    return sched_setscheduler(0, number, &parameters)
  }

  public var description: String {
    switch self {
    case .other: "other"
    case .fifo(let priority): "fifo \(priority)"
    case .roundRobin(let priority): "round robin \(priority)"
    case .further(let number): "class \(number)"
    }
  }
}
