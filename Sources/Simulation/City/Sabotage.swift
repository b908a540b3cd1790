/// A way to build delivery wrongly. The simulation has to find each of them: otherwise its silence means nothing.
public enum Sabotage: String, CaseIterable, Sendable {
  /// A tier says that something is stored before it is.
  case tellsBeforeCommit
  /// A receiver does not remember after a restart what it took.
  case forgetsWhatItTook
  /// The marks of a message are committed before what it does.
  case marksApart
  /// A sender begins to count anew after what it still holds.
  case reusesNumbers
  /// A sender sends everything once.
  case sendsOnce
  /// A disk loses the oldest event where many wait.
  case losesEvents
  /// A sender does not say what it gave up.
  case hidesThinning
}
