import Kernel

/// What is left undone while more comes than can be handled. How long datagrams have waited tells of that; the longer,
/// the more urgent a message must be to be looked at, so that the time goes to the freshest and most urgent ones.
enum Shedding {
  /// The least priority that is looked at after a wait, by the priorities of ``ApplicationTable``: below 0.1 s all,
  /// then all but road maps, then all but what stands still, then signals and perception, then perception, then none.
  static func leastPriority(after wait: Interval) -> UInt16 {
    if wait < .milliseconds(100) { return 0 }
    if wait < .milliseconds(200) { return 48 }
    if wait < .milliseconds(400) { return 112 }
    if wait < .milliseconds(800) { return 176 }
    // What is more than 1.6 s old is of no use to anybody on the road.
    return wait < .milliseconds(1600) ? 208 : 256
  }

  /// The priority of a message that no identifier stands before, by the first octet of its frame.
  static func priority(ofFrame first: UInt8) -> UInt16 {
    switch first >> 4 {
    case 1: 16  // road map
    case 2: 208  // perception
    case 3: 176  // signals
    default: 112  // vehicles, announcements, Day II
    }
  }

  /// The same of a message of SAE J2735 by its number.
  static func priority(ofSAE number: UInt8) -> UInt16 {
    switch number {
    case 18: 16
    case 41: 208
    case 19: 176
    default: 112
    }
  }

  /// The same of a message of ETSI by the number in its header.
  static func priority(ofETSI number: UInt8) -> UInt16 {
    switch number {
    case 5: 16
    case 14: 208
    case 4: 176
    default: 112
    }
  }
}
