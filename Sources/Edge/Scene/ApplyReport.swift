/// Why an observation was not taken into the scene.
public enum ObservationRejection: Int, CaseIterable, Sendable {
  case tooOld, fromFuture, outsideArea, nonFinite, capacityFull, heardDirectly, partOfLargerBody, alreadyTold,
    frozenPicture

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .tooOld: "The measurement is older than the scene can still use."
    case .fromFuture: "The measurement's time lies ahead of its reception by more than clocks may differ."
    case .outsideArea: "The position lies outside the area of this edge."
    case .nonFinite: "A number of the observation is not finite, or negative where it cannot be."
    case .capacityFull: "The scene has no room for another track."
    case .heardDirectly: "The road user's own message is heard directly: the unit's copy would count it twice."
    case .partOfLargerBody: "The observation lies inside a larger vehicle that the same scan saw already."
    case .frozenPicture:
      "The unit's road users do not move as it says that they do, or it tells again what it told before: its picture is frozen."
    case .alreadyTold: "The unit told this of the same instant before: the message came twice."
    }
  }
}

/// What became of the observations of one call: `offered` is `applied` plus the sum of all rejections.
public struct ApplyReport: Sendable {
  /// How many observations were handed in.
  public internal(set) var offered = 0
  /// How many updated a track or began one.
  public internal(set) var applied = 0
  /// How many of the applied began a track.
  public internal(set) var born = 0
  private var counts = InlineArray<9, Int>(repeating: 0)

  /// An empty report.
  public init() {}

  /// How many observations were rejected for a reason.
  public subscript(reason: ObservationRejection) -> Int { counts[reason.rawValue] }

  /// How many observations were rejected in all.
  public var rejected: Int { ObservationRejection.allCases.reduce(0) { $0 + counts[$1.rawValue] } }

  mutating func reject(_ reason: ObservationRejection) { counts[reason.rawValue] += 1 }
}
