import Ingest
import Kernel
import Prediction
import RoadModel
import Scene
import Traffic

/// What the messages of all dialects that speak of the road have in common.
extension EdgeCore {
  /// Takes signals in: `update` writes them to the board.
  func take(
    signals stated: Instant?, _ admitted: AdmittedMessage, _ update: (inout SignalBoard) -> Void
  ) {
    ingest.accept(admitted, stated: stated)
    update(&signals)
  }

  /// Takes a map in, unless its contents are known; `update` builds it and says whether it changed anything.
  func take(
    map digest: UInt64, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect],
    _ update: (inout MapStore) -> Bool
  ) {
    let now = admitted.datagram.receivedAt
    ingest.accept(admitted, stated: nil)
    guard !maps.repeats(digest, from: admitted.unit, at: now) else { return }
    guard update(&maps) else { return }
    fusion.pointee.scene.setMap(maps.map)
    fusion.pointee.prediction.setMap(maps.map)
    traffic.setMap(maps.map)
    report.mapChanged(at: now)
    effects.append(.mapChanged(version: maps.map.version))
  }

  /// Takes announcements in: `update` writes them to the board.
  func take(
    announcements admitted: AdmittedMessage, into effects: inout [EdgeEffect], _ update: (inout EventBoard) -> Void
  ) {
    let version = events.version
    update(&events)
    if events.version != version { effects.append(.eventsChanged(version: events.version)) }
  }

  /// The instant of a minute of the year and a second, either of which may be absent.
  func moment(_ minute: UInt32?, _ second: UInt16?, _ received: Instant) -> Instant? {
    guard let second else { return nil }
    if let minute, let exact = MessageTime.resolve(minuteOfYear: minute, second: second, receivedAt: received) {
      return exact
    }
    return MessageTime.resolve(second: second, receivedAt: received)
  }
}
