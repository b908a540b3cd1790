import EdgeCore
import Framing
import Ingest
public import Kernel
import MessagesCSAE
import Yams

/// Reads the configuration of a process from YAML: its edges, and the region and center where it is those too. The file is checked whole before anything
/// starts: every error names the line.
public struct ConfigurationFile: Sendable {
  /// The edges; none where the process is a region or a center alone.
  public var edges: [DaemonConfiguration]
  /// The region that the process is, and that its edges tell of their traffic.
  public var region: TierSection?
  /// The center that the process is, and that its region tells.
  public var center: TierSection?
  /// The folder of the databases; needed for a region or a center.
  public var data: String?
  /// Where the page and the API are served.
  public var http: NetworkEndpoint

  /// Where the page is served when the file does not say.
  public static let usualHTTP = NetworkEndpoint(address: .loopbackIPv4, port: 8480)

  /// Reads the text of a file; `name` is what errors call it.
  ///
  /// Throws ``ConfigurationError``.
  public init(yaml: String, name: String) throws(ConfigurationError) {
    let root: Yams.Node?
    do { root = try Yams.compose(yaml: yaml) } catch { throw ConfigurationFile.fault(error, of: yaml, name: name) }
    guard let root else { throw ConfigurationError("\(name) is empty") }
    let reader = NodeReader(file: name)
    let map = try reader.mapping(root, known: ["http", "edges", "region", "center", "data"])
    http =
      try map["http"].map { node throws(ConfigurationError) in try reader.endpoint(node) }
      ?? ConfigurationFile.usualHTTP
    region = try map["region"].map { node throws(ConfigurationError) in try reader.tier(node, isRegion: true) }
    center = try map["center"].map { node throws(ConfigurationError) in try reader.tier(node, isRegion: false) }
    data = try map["data"].map { node throws(ConfigurationError) in try reader.text(node) }
    if region != nil || center != nil, data == nil {
      throw reader.error(root, "'data' is missing: a region and a center need a folder for what they keep")
    }
    if let region, region.id == center?.id {
      throw reader.error(root, "the region and the center are both called '\(region.id)'")
    }
    edges = []
    guard let list = map["edges"] else {
      if region != nil || center != nil { return }
      throw reader.error(root, "'edges' is missing: at least one edge is needed")
    }
    for node in try reader.list(list) { edges.append(try reader.edge(node)) }
    guard !edges.isEmpty else { throw reader.error(list, "at least one edge is needed") }
    for edge in edges where [region?.id, center?.id].contains(edge.edge.id) {
      throw reader.error(list, "an edge and another tier are both called '\(edge.edge.id)'")
    }
    for (place, edge) in edges.enumerated() where edges[..<place].contains(where: { $0.edge.id == edge.edge.id }) {
      throw reader.error(list, "two edges are called '\(edge.edge.id)'")
    }
  }
}

/// What a configuration says of a region or a center.
public struct TierSection: Sendable {
  /// Its identity.
  public var id: String
  /// Its name for people.
  public var name: String
  /// The origin of a region's frame.
  public var origin = GeodeticPosition(latitude: 0, longitude: 0)
  /// How long a region keeps rows of a second; nil for the usual.
  public var keepSeconds: Interval?
  /// How long a region keeps rows of a minute; nil for the usual.
  public var keepMinutes: Interval?
  /// How long a region keeps scenes and events; nil for the usual.
  public var keepScenes: Interval?

  init(id: String) {
    self.id = id
    name = id
  }
}

extension ConfigurationFile {
  /// What is no YAML, in one line like all other errors.
  private static func fault(_ error: any Error, of yaml: String, name: String) -> ConfigurationError {
    func sentence(_ line: Int, _ context: YamlError.Context?, _ problem: String) -> ConfigurationError {
      let text = [context?.text, problem].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
      return ConfigurationError("\(name):\(line): this is no YAML: \(text)")
    }
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return sentence(mark.line, context, problem)
    case .reader(let problem, let offset, _, _):
      let before = yaml.utf8.prefix(offset ?? 0)
      return sentence(before.count { $0 == 10 } + 1, nil, problem)
    case .duplicatedKeysInMapping(let names, let context):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      return ConfigurationError("\(name):\(context.mark.line): \(list) stands more than once")
    default:
      return ConfigurationError("\(name): \("\(error)".split(whereSeparator: \.isNewline).joined(separator: " "))")
    }
  }
}

/// Typed access to nodes, with errors that name the line.
struct NodeReader {
  let file: String

  func error(_ node: Yams.Node, _ message: String) -> ConfigurationError {
    ConfigurationError("\(file):\(node.mark?.line ?? 1): \(message)")
  }

  func mapping(_ node: Yams.Node, known: Set<String>) throws(ConfigurationError) -> [String: Yams.Node] {
    guard let mapping = node.mapping else { throw error(node, "names with values are wanted here") }
    var result: [String: Yams.Node] = [:]
    for (key, value) in mapping {
      guard let name = key.string else { throw error(key, "a name is wanted here") }
      guard known.contains(name) else {
        throw error(key, "'\(name)' is not known here; possible are \(known.sorted().joined(separator: ", "))")
      }
      result[name] = value
    }
    return result
  }

  func list(_ node: Yams.Node) throws(ConfigurationError) -> [Yams.Node] {
    guard let sequence = node.sequence else { throw error(node, "a list is wanted here") }
    return Array(sequence)
  }

  func text(_ node: Yams.Node) throws(ConfigurationError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else { throw error(node, "a text is wanted here") }
    return text
  }

  func number(_ node: Yams.Node, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
    guard let number = node.float ?? node.int.map(Double.init) else { throw error(node, "a number is wanted here") }
    guard range.contains(number) else {
      throw error(node, "\(number) is outside \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }

  func endpoint(_ node: Yams.Node) throws(ConfigurationError) -> NetworkEndpoint {
    let text = try text(node)
    do throws(NetworkAddressError) { return try NetworkEndpoint(parsing: text) } catch {
      throw self.error(node, "'\(text)' is no address with a port, such as 0.0.0.0:30000 or [::]:30000")
    }
  }

  func edge(_ node: Yams.Node) throws(ConfigurationError) -> DaemonConfiguration {
    let map = try mapping(
      node,
      known: [
        "id", "name", "listen", "origin", "areaRadiusMeters", "receiveBufferOctets", "realTime", "devices",
        "framing", "applications", "bounds",
      ])
    guard let idNode = map["id"] else { throw error(node, "an edge needs an 'id'") }
    let id = try id(idNode)
    guard let originNode = map["origin"] else { throw error(node, "edge '\(id)' needs an 'origin'") }
    guard let listenNode = map["listen"] else { throw error(node, "edge '\(id)' needs 'listen'") }
    guard let deviceNode = map["devices"] else { throw error(node, "edge '\(id)' needs 'devices'") }
    var framing: FramingKind?
    if let node = map["framing"] { framing = try self.framing(node) }
    var edge = EdgeConfiguration(
      id: id, name: try map["name"].map { node throws(ConfigurationError) in try text(node) } ?? id,
      origin: try position(originNode),
      devices: try devices(deviceNode, framing: framing))
    if let applications = map["applications"] { edge.applications = try self.applications(applications) }
    if let radius = map["areaRadiusMeters"] { edge.areaRadius = try number(radius, in: 10...LocalFrame.reach) }
    if let bounds = map["bounds"] { edge.bounds = try self.bounds(bounds, usual: edge.bounds) }
    edge.ownBounds = try ownBounds(deviceNode, of: edge.devices, usual: edge.bounds)
    let listen = try endpoint(listenNode)
    edge.downlinks = try downlinks(deviceNode, of: edge.devices, edge.applications, listen: listen)
    var daemon = DaemonConfiguration(edge: edge, listen: listen)
    if let octets = map["receiveBufferOctets"] {
      daemon.receiveBufferOctets = Int(try number(octets, in: 4096...1_073_741_824))
    }
    if let flag = map["realTime"] {
      guard let value = flag.bool else { throw error(flag, "true or false is wanted here") }
      daemon.wantsRealTime = value
    }
    return daemon
  }

  func id(_ node: Yams.Node) throws(ConfigurationError) -> String {
    let id = try text(node)
    guard id.utf8.count <= 64, id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
      throw error(node, "an id has letters, digits and hyphens only, 64 at most")
    }
    return id
  }

  func tier(_ node: Yams.Node, isRegion: Bool) throws(ConfigurationError) -> TierSection {
    let keeping = ["keepSecondsHours", "keepMinutesDays", "keepScenesHours"]
    let map = try mapping(node, known: Set(["id", "name"] + (isRegion ? ["origin"] + keeping : [])))
    guard let idNode = map["id"] else { throw error(node, "an 'id' is needed here") }
    var section = TierSection(id: try id(idNode))
    if let name = map["name"] { section.name = try text(name) }
    if isRegion {
      guard let origin = map["origin"] else { throw error(node, "a region needs an 'origin'") }
      section.origin = try position(origin)
    }
    if let hours = map["keepSecondsHours"] { section.keepSeconds = .seconds(try number(hours, in: 1...8784) * 3600) }
    if let days = map["keepMinutesDays"] { section.keepMinutes = .seconds(try number(days, in: 1...3660) * 86_400) }
    if let hours = map["keepScenesHours"] { section.keepScenes = .seconds(try number(hours, in: 1...8784) * 3600) }
    return section
  }

  func position(_ node: Yams.Node) throws(ConfigurationError) -> GeodeticPosition {
    let map = try mapping(node, known: ["latitude", "longitude"])
    guard let latitude = map["latitude"], let longitude = map["longitude"] else {
      throw error(node, "an origin has a latitude and a longitude in degrees")
    }
    return GeodeticPosition(
      latitude: try number(latitude, in: -85...85), longitude: try number(longitude, in: -180...180))
  }
}
