import Egress
import Framing
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import RoadModel
import Yams

/// What a configuration says of the devices that are given what the edge sees.
extension NodeReader {
  /// The downlinks of an edge's devices, which were read from the same list.
  func downlinks(
    _ node: Yams.Node, of devices: [DeviceRegistration], _ applications: ApplicationTable, listen: NetworkEndpoint
  ) throws(ConfigurationError) -> [Downlink] {
    var downlinks: [Downlink] = []
    for (place, item) in try list(node).enumerated() where place < devices.count {
      guard let part = item.mapping?["downlink"] else { continue }
      downlinks.append(try downlink(part, UnitIndex(UInt8(place)), devices[place], applications, listen))
    }
    return downlinks
  }

  private func downlink(
    _ node: Yams.Node, _ index: UnitIndex, _ device: DeviceRegistration, _ applications: ApplicationTable,
    _ listen: NetworkEndpoint
  ) throws(ConfigurationError) -> Downlink {
    let map = try mapping(
      node,
      known: [
        "to", "kinds", "framing", "audienceRadiusMeters", "messagesPerCycle", "octetsPerCycle", "datagramOctets",
        "position", "identity",
      ])
    guard let target = map["to"] else { throw error(node, "a downlink needs 'to', an address with a port") }
    var downlink = Downlink(unit: index, identity: device.unitNumber, destination: try destination(target, listen))
    switch device.dialect {
    case .ydt3709_2020: downlink.dialect = .ydt3709_2020
    case .csae53_2020: (downlink.dialect, downlink.kinds) = (.csae53_2020, .rsm)
    case .saeJ2735, .etsiITS:
      throw error(node, "\(device.unit) speaks \(device.dialect.name): there are downlinks for Chinese units alone")
    }
    if let kinds = map["kinds"] { downlink.kinds = try downlinkKinds(kinds, downlink.dialect) }
    if let identity = map["identity"] { downlink.identity = try self.identity(identity, device) }
    if let position = map["position"] { downlink.position = try self.position(position) }
    try setFraming(map["framing"] ?? node, isSaid: map["framing"] != nil, device, applications, &downlink)
    try setRoom(map, node, &downlink)
    return downlink
  }

  private func destination(
    _ node: Yams.Node, _ listen: NetworkEndpoint
  ) throws(ConfigurationError) -> NetworkEndpoint {
    let target = try endpoint(node)
    guard target.port > 0, !target.address.isAny else { throw error(node, "\(target) is nowhere to send to") }
    let isHere = target.address == .loopbackIPv6 || target.address.ipv4.map { $0 >> 24 == 127 } ?? false
    if target == listen || (target.port == listen.port && listen.address.isAny && isHere) {
      throw error(node, "\(target) is where the edge itself listens")
    }
    return target
  }

  private func downlinkKinds(_ node: Yams.Node, _ dialect: Dialect) throws(ConfigurationError) -> MessageKinds {
    let kinds = try self.kinds(node)
    guard !kinds.isEmpty, kinds.isSubset(of: Downlink.usualKinds) else {
      throw error(node, "a downlink's kinds are rsm, ssm or both")
    }
    guard dialect == .ydt3709_2020 || !kinds.contains(.ssm) else {
      throw error(node, "\(dialect.name) has no ssm: it came with \(Dialect.ydt3709_2020.name)")
    }
    return kinds
  }

  private func identity(_ node: Yams.Node, _ device: DeviceRegistration) throws(ConfigurationError) -> UInt64 {
    let name = try text(node)
    guard name.utf8.count <= 8 else { throw error(node, "'\(name)' is longer than the eight octets of a unit's id") }
    var named = device
    named.unit = name
    return named.unitNumber
  }

  /// The framing that is said, or that of the device's own messages where it is known.
  private func setFraming(
    _ node: Yams.Node, isSaid: Bool, _ device: DeviceRegistration, _ applications: ApplicationTable,
    _ downlink: inout Downlink
  ) throws(ConfigurationError) {
    downlink.framing = device.framing ?? .bare
    if isSaid {
      guard let framing = try self.framing(node) else {
        throw error(node, "what is sent stands in bare, dsmp or envelope: there is nothing to find")
      }
      downlink.framing = framing
    }
    switch downlink.framing {
    case .bare, .envelope: return
    case .geonetworking: throw error(node, "geonetworking carries no rsm and no ssm: use bare, dsmp or envelope")
    case .dsmp:
      downlink.perceptionApplication = applications.entries.first { $0.kinds.contains(.rsm) }?.application
      downlink.sharingApplication = applications.entries.first { $0.kinds.contains(.ssm) }?.application
      for (kind, application) in [
        (MessageKind.rsm, downlink.perceptionApplication), (.ssm, downlink.sharingApplication),
      ]
      where downlink.kinds.contains(kind) && application == nil {
        throw error(
          node,
          "dsmp needs an application identifier for \(kind.name): add one with kinds [\(kind.name)] to 'applications'")
      }
    }
  }

  private func setRoom(
    _ map: [String: Yams.Node], _ node: Yams.Node, _ downlink: inout Downlink
  ) throws(ConfigurationError) {
    if let radius = map["audienceRadiusMeters"] { downlink.audienceRadius = try number(radius, in: 10...2000) }
    if let count = map["messagesPerCycle"] { downlink.messagesPerCycle = Int(try number(count, in: 1...256)) }
    if let octets = map["octetsPerCycle"] { downlink.octetsPerCycle = Int(try number(octets, in: 600...1_000_000)) }
    if let octets = map["datagramOctets"] { downlink.datagramOctets = Int(try number(octets, in: 600...8192)) }
    if downlink.kinds == Downlink.usualKinds, downlink.messagesPerCycle < 2 {
      throw error(map["messagesPerCycle"] ?? node, "rsm and ssm need two messages a cycle at least")
    }
  }
}
