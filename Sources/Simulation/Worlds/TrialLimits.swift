/// The figures that a scene has to keep, each with its reason.
public enum TrialLimits {
  /// Seconds at the beginning in which a scene may find itself: the units' faults are learnt from scratch, and what is
  /// known of them after two or three seconds is enough for one track a road user.
  public static let warmUp = 4.0
  /// The share of a unit's range within which it is held against the scene that something is missing.
  public static let plainView = 0.8
  /// Seconds that a road user in plain view may be missing: three scans to be believed, a tenth of latency, and half a
  /// second of being overlooked.
  public static let missing = 1.0
  /// Seconds that a road user may have two tracks: as long as they may need to be found to be one.
  public static let doubled = 1.0
  /// Seconds that something may be published farther than ``reach`` from everybody, where a unit sees that nothing is
  /// there: as long as something seen for sure may be believed to be overlooked.
  public static let ghost = 1.5
  /// Metres within which an estimate is taken for a road user's.
  public static let reach = 3.0
  /// Seconds longer that a ghost or double may live while a sender tells false things as if they were true and fresh:
  /// its word has to be weighed against the others' first.
  public static let lie = 3.5
  /// The squared error over the variance, of the two coordinates together, averaged over a trial; 2 would be ideal. A
  /// trial has few road users whose errors last, so that its mean spreads far, and at its beginning the doubt about the
  /// units themselves counts for all of them.
  public static let leastSquare = 0.1
  public static let mostSquare = 6.0
  /// Seconds that two scenes may differ which heard the same in another order within a tenth of a second, and metres by
  /// which they always may.
  public static let orderSeconds = 0.5
  public static let orderMeters = 0.5
}
