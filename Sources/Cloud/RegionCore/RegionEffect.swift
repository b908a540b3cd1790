public import Kernel
import RoadModel
public import TierModel

/// What a region core wants done after a call. Those up to ``drop(_:)`` are to be committed in one transaction with the
/// mark of the message that they come from.
public enum RegionEffect: Sendable {
  /// Tell the center: events at once, a ``RegionSummary`` each minute (again where a late second changed it), the network
  /// when it changed.
  case send(TierMessage)
  /// Put a row in the place of what is stored under its key.
  case store(HistoryRow)
  /// Add a row to what is stored under its key (``StretchTraffic/append(_:)``): it is older than what the core remembers.
  case add(HistoryRow)
  /// Keep a scene for the time machine, by its edge and time.
  case storeScene(edge: String, SceneDigest)
  /// Keep which vehicle a track was, by edge, track and beginning.
  case storeSighting(VehicleSighting)
  /// Keep a part of the core's state in the place of what is kept under its key.
  case keep(RegionRecord)
  /// Forget a part of the core's state.
  case drop(RegionRecord.Key)
  /// The network changed: ``RegionCore/network`` is the new one.
  case networkChanged(version: Int)
  /// The open events changed.
  case eventsChanged
  /// The live picture moved on to an instant: ``RegionCore/vehicles`` and ``RegionCore/view(at:)`` show it.
  case sceneAdvanced(to: Instant)
}
