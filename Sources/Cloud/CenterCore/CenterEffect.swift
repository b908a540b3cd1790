import Kernel
public import TierModel

/// What a center core wants done after a call. Those up to ``drop(_:)`` are to be committed in one transaction with the
/// mark of the message that they come from.
public enum CenterEffect: Sendable {
  /// Put a region's minute in the place of what is stored under (region, end of the minute).
  case store(region: String, RegionSummary)
  /// Put a message of an event's life into the log under its key, if it is not there.
  case log(EventLogEntry)
  /// Keep a part of the core's state in the place of what is kept under its key.
  case keep(CenterRecord)
  /// Forget a part of the core's state.
  case drop(CenterRecord.Key)
  /// A region told its roads.
  case networkChanged(region: String)
  /// The open events changed.
  case eventsChanged
  /// A region told a minute.
  case summaryChanged(region: String)
}
