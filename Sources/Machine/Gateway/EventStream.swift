import EdgeCore
import EdgeHost
import Foundation
import Kernel

/// The server-sent events of one reader.
protocol StreamSource: Sendable {
  /// The events that are due since the last call; empty where there are none.
  mutating func next() -> String
}

extension StreamSource {
  /// One event as its text.
  func event(_ name: String, _ document: some Encodable) -> String {
    guard let data = try? GatewayResponse.octets(of: document) else { return "" }
    return "event: \(name)\ndata: \(String(decoding: data, as: UTF8.self))\n\n"
  }
}

/// The events of an edge.
struct EventStream: StreamSource {
  private let daemon: EdgeDaemon
  private var sequence: UInt64 = 0
  private var mapVersion: Int?
  private var eventsVersion: Int?
  private var toldOfCooperation = true
  private var ticks = 0

  init(_ daemon: EdgeDaemon) { self.daemon = daemon }

  /// The events that are due; empty where the scene was not published anew.
  mutating func next() -> String {
    guard let status = daemon.status(), status.snapshot.sequence != sequence else { return "" }
    sequence = status.snapshot.sequence
    let view = EdgeView(daemon, status)
    var text = ""
    if mapVersion != view.mapVersion {
      mapVersion = view.mapVersion
      text += event("map", VersionDocument(edge: daemon.configuration.edge.id, version: view.mapVersion))
    }
    text += "event: scene\ndata: \(view.compactScene)\n\n"
    if ticks % 2 == 0 { text += event("signals", view.signals) }
    if ticks % 10 == 0 { text += event("status", StatusDocument(stages: view.stages, devices: view.devices)) }
    if eventsVersion != view.eventsVersion || ticks % 50 == 0 {
      eventsVersion = view.eventsVersion
      text += event("events", view.events)
    }
    // One that is empty is told once: then the reader has nothing left to show.
    if ticks % 10 == 0, view.hasCooperation || toldOfCooperation {
      toldOfCooperation = view.hasCooperation
      text += event("cooperation", view.cooperation)
    }
    ticks += 1
    return text
  }
}
