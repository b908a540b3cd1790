import CenterCore
import CityHost
import EdgeCore
public import EdgeHost
import Foundation
import HTTPTypes
import Hummingbird
public import Kernel
import LinuxIO
public import Logging
import NIOCore
import RegionCore
import RoadModel
import ServiceLifecycle

/// Serves the page, the API, the stream and the metrics of the edges of one process over HTTP.
public struct Gateway: Sendable {
  let edges: [EdgeDaemon]
  let tiers: Tiers
  private let endpoint: NetworkEndpoint
  private let logger: Logger
  private let onReady: @Sendable () async -> Void

  /// Makes a gateway for daemons that run; `onReady` is called once it listens.
  public init(
    edges: [EdgeDaemon], tiers: Tiers = Tiers(), endpoint: NetworkEndpoint, logger: Logger,
    onReady: @escaping @Sendable () async -> Void = {}
  ) {
    self.edges = edges
    self.tiers = tiers
    self.endpoint = endpoint
    self.logger = logger
    self.onReady = onReady
  }

  /// Serves while `work` runs, then lets what is being answered end.
  ///
  /// Throws ``ConfigurationError`` with one sentence where the port cannot be used, and what `work` throws.
  public func run(while work: @escaping @Sendable () async throws -> Void) async throws {
    let router = Router(context: BasicRequestContext.self)
    addPage(to: router)
    addHealth(to: router)
    addTiers(to: router)
    addDocuments(to: router)
    addStream(to: router)
    let ready = onReady
    let app = Application(
      router: router,
      configuration: .init(
        address: .hostname(host, port: Int(endpoint.port)), serverName: "luyun"),
      onServerRunning: { _ in await ready() }, logger: logger)
    var configuration = ServiceGroupConfiguration(services: [app], gracefulShutdownSignals: [], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(2)
    let group = ServiceGroup(configuration: configuration)
    do {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
          try await work()
          await group.triggerGracefulShutdown()
        }
        do {
          for try await _ in tasks {}
        } catch {
          tasks.cancelAll()
          throw error
        }
      }
    } catch let error as IOError {
      throw ConfigurationError(
        "cannot serve http on \(endpoint): \(SystemError.text(error.errnoCode)); choose another address or free the port"
      )
    }
  }

  private var host: String {
    let text = "\(endpoint.address)"
    return text
  }

  // MARK: Finding an edge

  /// The edge that a request names, or the first; an error document where there is none.
  func view(_ request: Request) throws(RequestFailure) -> EdgeView {
    let name = request.uri.queryParameters.get("edge")
    guard !edges.isEmpty else { throw RequestFailure(status: .notFound, sentence: "This process serves no edge.") }
    guard let daemon = name == nil ? edges.first : edges.first(where: { $0.configuration.edge.id == name }) else {
      throw RequestFailure(status: .notFound, sentence: "There is no edge '\(name ?? "")'.")
    }
    guard let status = daemon.status() else {
      throw RequestFailure(status: .serviceUnavailable, sentence: "The edge is starting.")
    }
    return EdgeView(daemon, status)
  }

  // MARK: Page

  private func addPage(to router: Router<BasicRequestContext>) {
    let files = PageFiles()
    router.get("/") { _, _ in files.response("index.html") }
    router.get("/openapi.json") { _, _ in files.response("openapi.json") }
    router.get("/assets/**") { request, _ in files.response(String(request.uri.path.dropFirst())) }
  }

  // MARK: Health and metrics

  private func addHealth(to router: Router<BasicRequestContext>) {
    let (edges, tiers) = (edges, tiers)
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/readyz") { _, _ -> Response in
      let ready =
        edges.allSatisfy { $0.status() != nil } && tiers.regions.allSatisfy { $0.view != nil }
        && (tiers.center.map { $0.view != nil } ?? true)
      let failures = tiers.failures.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }
      if !failures.isEmpty { return GatewayResponse.text(failures.joined(), status: .serviceUnavailable) }
      return GatewayResponse.text(ready ? "ready\n" : "starting\n", status: ready ? .ok : .serviceUnavailable)
    }
    router.get("/metrics") { _, _ in
      GatewayResponse.text(
        EdgeMetrics.text(edges) + TierMetrics.text(tiers), type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  // MARK: Documents

  private func addDocuments(to router: Router<BasicRequestContext>) {
    let api = router.group("/api/v1")
    document(api, "/scene") { $0.scene }
    document(api, "/map") { $0.map }
    document(api, "/signals") { $0.signals }
    document(api, "/obstacles") { $0.obstacles }
    document(api, "/intentions") { $0.intentions }
    document(api, "/coordination") { $0.coordination }
    document(api, "/stages") { $0.stages }
    router.get("/api/**") { request, _ in
      GatewayResponse.json(
        ErrorDocument(error: "There is no '\(request.uri.path)' here; see /openapi.json."), status: .notFound)
    }
  }

  private func document(
    _ group: RouterGroup<BasicRequestContext>, _ path: String,
    _ body: @escaping @Sendable (EdgeView) -> some Encodable & SendableMetatype
  ) {
    group.get(RouterPath(path)) { request, _ -> Response in
      do throws(RequestFailure) {
        return GatewayResponse.json(body(try view(request)))
      } catch {
        return error.response
      }
    }
  }

  static func edgesDocument(_ edges: [EdgeDaemon], _ tiers: Tiers, at now: Instant) -> EdgesDocument {
    EdgesDocument(
      edges: edges.map { daemon in
        let edge = daemon.configuration.edge
        return EdgesDocument.Edge(
          id: edge.id, name: edge.name,
          origin: .init(latitude: edge.origin.latitude, longitude: edge.origin.longitude), units: edge.devices.count,
          port: daemon.local.port, uplink: Nullable(tiers.uplink(of: edge.id, at: now)))
      })
  }

  // MARK: Stream

  private func addStream(to router: Router<BasicRequestContext>) {
    router.get("/api/v1/stream") { request, _ -> Response in
      let source: any StreamSource
      do throws(RequestFailure) { source = try streamSource(request) } catch { return error.response }
      return Response(
        status: .ok,
        headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .connection: "keep-alive"],
        body: ResponseBody { writer in
          var stream = source
          while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let text = stream.next()
            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
            try await Task.sleep(for: .milliseconds(20))
          }
          try await writer.finish(nil)
        })
    }
  }
}

extension Gateway {
  /// What a request wants to follow: a region, the center, or an edge.
  private func streamSource(_ request: Request) throws(RequestFailure) -> any StreamSource {
    if request.uri.queryParameters.get("center") != nil {
      _ = try centerPicture()
      return CenterStream(gateway: self)
    }
    if let picture = try region(request),
      let daemon = tiers.regions.first(where: { $0.settings.region.id == picture.view.region })
    {
      return RegionStream(daemon: daemon, tiers: tiers)
    }
    return EventStream(try view(request).daemon)
  }
}

/// A request that cannot be answered.
struct RequestFailure: Error {
  var status: HTTPResponse.Status
  var sentence: String

  var response: Response { GatewayResponse.json(ErrorDocument(error: sentence), status: status) }
}

/// Responses with the headers that all of them have.
enum GatewayResponse {
  static func json(_ document: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    guard let data = try? octets(of: document) else {
      return text(
        "{\"error\":\"The answer cannot be written.\"}", status: .internalServerError, type: "application/json")
    }
    return Response(
      status: status,
      headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }

  /// A document in JSON.
  static func octets(of document: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return try encoder.encode(document)
  }

  static func text(
    _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
