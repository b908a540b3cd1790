import Kernel
import RoadModel

/// When a signal lets pass within the next seconds, as far as it is known.
struct SignalGate: BitwiseCopyable {
  /// Seconds from now until it closes, and until it opens (again); a gate that is shut now closes at 0.
  var closes: Double
  var opens: Double
  /// Whether it is amber that closes it at ``closes``: then who cannot stop well goes on.
  var closesByAmber: Bool

  /// No signal, or one of which nothing is known.
  static let open = SignalGate(closes: .infinity, opens: .infinity, closesByAmber: true)

  /// Seconds between red and green in which red and amber show together.
  private static let redAmber = 1.0

  /// What a phase tells.
  init(_ phase: PhaseState) {
    let remaining = phase.remaining
    switch phase.light {
    case .red:
      let pause = phase.nextLight == .yellow ? Self.redAmber : 0
      self.init(closes: 0, opens: remaining.map { $0 + pause } ?? .infinity, closesByAmber: false)
    case .yellow:
      // Amber before green comes after red; a map with no word about what follows means red.
      let turnsGreen = phase.nextLight.map { SignalGate.letsPass($0) } ?? false
      self.init(
        closes: 0, opens: turnsGreen ? remaining ?? .infinity : .infinity, closesByAmber: !turnsGreen)
    case .permissiveGreen, .protectedGreen, .flashingGreen:
      let staysGreen = phase.nextLight.map { SignalGate.letsPass($0) } ?? false
      self.init(closes: staysGreen ? .infinity : remaining ?? .infinity, opens: .infinity, closesByAmber: true)
    case .unavailable, .dark, .flashingRed, .flashingYellow: self = .open
    }
  }

  private init(closes: Double, opens: Double, closesByAmber: Bool) {
    self.closes = closes
    self.opens = opens
    self.closesByAmber = closesByAmber
  }

  private static func letsPass(_ light: SignalLight) -> Bool {
    light == .permissiveGreen || light == .protectedGreen || light == .flashingGreen
  }

  /// Whether it holds back who arrives some seconds from now; who stands before it sets off `reaction` seconds late.
  @inline(__always) func isClosed(at seconds: Double, reaction: Double) -> Bool {
    seconds >= closes && seconds < opens + reaction
  }

  /// The gate of a signal among those of an edge, which are ordered by node and their phases by number.
  static func find(_ signal: LaneNetwork.Signal, in intersections: [IntersectionSignals]) -> SignalGate {
    var low = 0
    var high = intersections.count
    while low < high {
      let middle = (low + high) / 2
      if intersections[middle].node < signal.node { low = middle + 1 } else { high = middle }
    }
    guard low < intersections.count, intersections[low].node == signal.node else { return .open }
    for phase in intersections[low].phases where phase.phase == signal.phase { return SignalGate(phase) }
    return .open
  }
}
