import Glibc
public import Kernel

/// The machine's clocks. Cores never see them; they are handed instants.
public enum SystemClock {
  /// UTC as the machine has it (CLOCK_REALTIME), the scale of the kernel's receive time stamps. It may be set.
  public static func realtime() -> Instant { read(CLOCK_REALTIME) }

  /// A clock that never goes back (CLOCK_MONOTONIC), for timers and for the lengths of things; its origin is
  /// arbitrary, so that its instants compare only with one another.
  public static func monotonic() -> Instant { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Instant {
    var time = timespec()
    // It fails for unknown clocks only, and these two are always there.
    clock_gettime(clock, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }
}
