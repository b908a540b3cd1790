import CenterCore
import CityHost
import CityStore
import EdgeCore
import EdgeHost
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import LinuxIO
import NIOCore
import RegionCore
import RoadModel

/// What the API answers for the tiers above the edges.
extension Gateway {
  func addTiers(to router: Router<BasicRequestContext>) {
    let api = router.group("/api/v1")
    answer(api, "/tiers") { _ in tiersDocument }
    answer(api, "/edges") { request throws(RequestFailure) in try edges(request) }
    answer(api, "/lanes") { request throws(RequestFailure) in
      if let picture = try region(request) { return AnyDocument(picture.lanes) }
      return AnyDocument(try view(request).lanes)
    }
    answer(api, "/links") { request throws(RequestFailure) in
      if let picture = try region(request) { return AnyDocument(picture.links) }
      return AnyDocument(try view(request).links)
    }
    answer(api, "/summaries") { request throws(RequestFailure) in try summaries(request) }
    answer(api, "/events") { request throws(RequestFailure) in
      if let picture = try region(request) { return AnyDocument(picture.events) }
      return AnyDocument(try view(request).events)
    }
    answer(api, "/devices") { request throws(RequestFailure) in try devices(request) }
    answer(api, "/regions") { _ in RegionsDocument(regions: regionDocuments) }
    answer(api, "/network") { request throws(RequestFailure) in
      let picture = try named(request)
      return picture.network(version: picture.view.network.map.version)
    }
    answer(api, "/center") { _ throws(RequestFailure) in try centerDocument() }
    addHistory(api)
  }

  private func addHistory(_ api: RouterGroup<BasicRequestContext>) {
    answer(api, "/history") { request throws(RequestFailure) in
      let past = try named(request).past
      let query = RequestQuery(request)
      let stretch = try query.stretch()
      let step = try query.step()
      let to = try query.time("to") ?? SystemClock.realtime()
      let from = try query.time("from") ?? to - .seconds(3600)
      guard (to - from).nanoseconds / step.length.nanoseconds <= Int64(PastPicture.mostPoints) else {
        throw RequestFailure(
          status: .badRequest,
          sentence: "From 'from' to 'to' are more than \(PastPicture.mostPoints) steps: ask for less or a longer step.")
      }
      return try reading { () throws(HostFailure) in try past.history(stretch, step: step, from: from, to: to) }
    }
    answer(api, "/history/links") { request throws(RequestFailure) in
      let past = try named(request).past
      let time = try RequestQuery(request).needed("at")
      return try reading { () throws(HostFailure) in try past.links(at: time) }
    }
    answer(api, "/history/range") { request throws(RequestFailure) in
      let past = try named(request).past
      return try reading { () throws(HostFailure) in try past.range() }
    }
    answer(api, "/history/scene") { request throws(RequestFailure) in
      let past = try named(request).past
      let time = try RequestQuery(request).needed("at")
      return try reading { () throws(HostFailure) in try past.scene(at: time) }
    }
    answer(api, "/history/events") { request throws(RequestFailure) in
      let past = try named(request).past
      let query = RequestQuery(request)
      let to = try query.time("to") ?? SystemClock.realtime()
      let from = try query.time("from") ?? to - .seconds(3600)
      return try reading { () throws(HostFailure) in try past.events(from: from, to: to) }
    }
  }

  private func answer<Document: Encodable & SendableMetatype>(
    _ group: RouterGroup<BasicRequestContext>, _ path: String,
    _ body: @escaping @Sendable (Request) throws(RequestFailure) -> Document
  ) {
    group.get(RouterPath(path)) { request, _ -> Response in
      do throws(RequestFailure) { return GatewayResponse.json(try body(request)) } catch { return error.response }
    }
  }

  /// A store that cannot be read is for the operator to mend, and to be asked again.
  private func reading<Document>(_ body: () throws(HostFailure) -> Document) throws(RequestFailure) -> Document {
    do throws(HostFailure) { return try body() } catch {
      throw RequestFailure(status: .serviceUnavailable, sentence: error.description)
    }
  }

  // MARK: Finding

  /// The region that a request names; nil where it names none.
  func region(_ request: Request) throws(RequestFailure) -> RegionPicture? {
    guard let name = request.uri.queryParameters.get("region") else { return nil }
    guard let daemon = tiers.regions.first(where: { $0.settings.region.id == name }) else {
      throw RequestFailure(status: .notFound, sentence: "There is no region '\(name)' here.")
    }
    return try picture(daemon)
  }

  /// The region that a request names, or the first.
  func named(_ request: Request) throws(RequestFailure) -> RegionPicture {
    if let picture = try region(request) { return picture }
    guard let first = tiers.regions.first else {
      throw RequestFailure(status: .notFound, sentence: "This process serves no region.")
    }
    return try picture(first)
  }

  func picture(_ daemon: RegionDaemon) throws(RequestFailure) -> RegionPicture {
    guard let view = daemon.view else {
      throw RequestFailure(status: .serviceUnavailable, sentence: "The region is starting.")
    }
    return RegionPicture(daemon: daemon, view: view, tiers: tiers)
  }

  func centerPicture() throws(RequestFailure) -> CenterPicture {
    guard let center = tiers.center else {
      throw RequestFailure(status: .notFound, sentence: "This process is no center.")
    }
    guard let view = center.view else {
      throw RequestFailure(status: .serviceUnavailable, sentence: "The center is starting.")
    }
    return CenterPicture(center: center, view: view, tiers: tiers)
  }

  // MARK: Documents

  private var tiersDocument: TiersDocument {
    TiersDocument(
      edges: edges.map { .init(id: $0.configuration.edge.id, name: $0.configuration.edge.name) },
      regions: tiers.regions.map { .init(id: $0.settings.region.id, name: $0.settings.region.name) },
      center: Nullable(tiers.center.map { .init(id: $0.settings.center.id, name: $0.settings.center.name) }))
  }

  private func edges(_ request: Request) throws(RequestFailure) -> AnyDocument {
    if let picture = try region(request) { return AnyDocument(RegionEdgesDocument(edges: picture.edges)) }
    return AnyDocument(Gateway.edgesDocument(edges, tiers, at: SystemClock.realtime()))
  }

  private var regionDocuments: [RegionDocument] {
    let own = tiers.regions.compactMap { try? picture($0) }.map(\.region)
    let others = (try? centerPicture())?.regions ?? []
    return own + others.filter { other in !own.contains { $0.id == other.id } }
  }

  func centerDocument() throws(RequestFailure) -> CenterDocument {
    let picture = try centerPicture()
    return try reading { () throws(HostFailure) in try picture.document() }
  }

  private func devices(_ request: Request) throws(RequestFailure) -> AnyDocument {
    if let picture = try region(request) { return AnyDocument(picture.devices) }
    let parameters = request.uri.queryParameters
    if parameters.get("center") != nil || (parameters.get("edge") == nil && edges.isEmpty) {
      return AnyDocument(try centerPicture().devices)
    }
    return AnyDocument(try view(request).devices)
  }

  private func summaries(_ request: Request) throws(RequestFailure) -> SummariesDocument {
    if let picture = try region(request) { return picture.summaries }
    let view = try view(request)
    return SummariesDocument(
      summaries: [view.status.summary].compactMap { $0 }.map {
        TierText.summary($0, edge: view.daemon.configuration.edge.id)
      })
  }
}

/// One of several kinds of document.
struct AnyDocument: Encodable {
  private let write: (any Encoder) throws -> Void

  init(_ document: some Encodable) { write = { try document.encode(to: $0) } }

  func encode(to encoder: any Encoder) throws { try write(encoder) }
}

/// The parameters of a request.
struct RequestQuery {
  private let request: Request

  init(_ request: Request) { self.request = request }

  private func text(_ name: String) -> String? { request.uri.queryParameters.get(name) }

  /// An instant in RFC 3339; nil where it is not given.
  func time(_ name: String) throws(RequestFailure) -> Instant? {
    guard let text = text(name) else { return nil }
    guard let time = GatewayText.instant(text) else {
      throw RequestFailure(
        status: .badRequest, sentence: "'\(name)' is no time such as 2026-03-18T00:29:20.000Z.")
    }
    return time
  }

  /// An instant that must be given. Times are told in whole milliseconds: the end of that millisecond is meant, so that
  /// what is asked for by a time that was told is found.
  func needed(_ name: String) throws(RequestFailure) -> Instant {
    guard let time = try time(name) else {
      throw RequestFailure(status: .badRequest, sentence: "'\(name)' is missing: a time such as 2026-03-18T00:29:20Z.")
    }
    return time + Interval(nanoseconds: 999_999)
  }

  func step() throws(RequestFailure) -> HistoryStep {
    switch text("step") {
    case nil, "60": return .minute
    case "1": return .second
    case "900": return .quarter
    default: throw RequestFailure(status: .badRequest, sentence: "'step' is 1, 60 or 900.")
    }
  }

  func stretch() throws(RequestFailure) -> Stretch {
    guard let link = text("link").flatMap({ StretchName.link($0) }) else {
      throw RequestFailure(status: .badRequest, sentence: "'link' is missing or no link such as 110-1220~110-1209.")
    }
    guard let lane = text("lane") else { return .link(link) }
    guard let number = UInt8(lane) else {
      throw RequestFailure(status: .badRequest, sentence: "'lane' is no number of a lane, 1 to 255.")
    }
    return .lane(LaneID(link: link, number: number))
  }
}
