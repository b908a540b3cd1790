import Framing
import Ingest
import Interpretation
import Kernel
import Yams

/// What a configuration says of the devices of an edge and of what they send in.
extension NodeReader {
  /// The devices of an edge; `framing` is that of those which say nothing of their own.
  func devices(_ node: Yams.Node, framing: FramingKind?) throws(ConfigurationError) -> [DeviceRegistration] {
    var devices: [DeviceRegistration] = []
    for item in try list(node) {
      let device = try device(item, framing: framing)
      if let other = devices.first(where: { $0.address == device.address }) {
        throw error(item, "\(device.unit) and \(other.unit) have the same address \(device.address)")
      }
      if devices.contains(where: { $0.unit == device.unit }) {
        throw error(item, "two devices have the unit id '\(device.unit)'")
      }
      devices.append(device)
    }
    guard devices.count <= 64 else { throw error(node, "an edge has room for 64 devices, not \(devices.count)") }
    return devices
  }

  private func device(
    _ node: Yams.Node, framing: FramingKind?
  ) throws(ConfigurationError) -> DeviceRegistration {
    let map = try mapping(
      node,
      known: [
        "unit", "name", "address", "kinds", "dialect", "framing", "datagramsPerSecond", "downlink", "bounds",
      ])
    guard let unitNode = map["unit"], let addressNode = map["address"] else {
      throw error(node, "a device needs a 'unit' and an 'address'")
    }
    let unit = try text(unitNode)
    guard unit.utf8.count <= 8 else {
      throw error(unitNode, "'\(unit)' is longer than the eight octets of a unit's id")
    }
    let addressText = try text(addressNode)
    let address: NetworkAddress
    do throws(NetworkAddressError) { address = try NetworkAddress(parsing: addressText) } catch {
      throw self.error(addressNode, "'\(addressText)' is no IPv4 or IPv6 address")
    }
    var device = DeviceRegistration(
      unit: unit, name: try map["name"].map { node throws(ConfigurationError) in try text(node) } ?? unit,
      address: address)
    if let kinds = map["kinds"] { device.kinds = try self.kinds(kinds) }
    if let dialectNode = map["dialect"] {
      guard let dialect = MessageDialect(name: try text(dialectNode)) else {
        throw error(dialectNode, "a dialect is one of \(MessageDialect.allCases.map(\.name).joined(separator: ", "))")
      }
      device.dialect = dialect
    }
    device.framing = framing
    if let node = map["framing"] { device.framing = try self.framing(node) }
    guard device.framing != .geonetworking || device.dialect == .etsiITS else {
      throw error(node, "\(unit) speaks \(device.dialect.name): geonetworking carries messages of etsi-its alone")
    }
    if let rate = map["datagramsPerSecond"] { device.datagramsPerSecond = try number(rate, in: 1...1e6) }
    return device
  }

  func kinds(_ node: Yams.Node) throws(ConfigurationError) -> MessageKinds {
    var kinds: MessageKinds = []
    for item in try list(node) {
      let name = try text(item)
      guard let kind = MessageKind.allCases.first(where: { $0.name == name }) else {
        throw error(item, "a kind is one of \(MessageKind.allCases.map(\.name).joined(separator: ", "))")
      }
      kinds.insert(MessageKinds(kind))
    }
    return kinds
  }

  /// In what messages stand; nil for `find`.
  func framing(_ node: Yams.Node) throws(ConfigurationError) -> FramingKind? {
    let name = try text(node)
    if name == "find" { return nil }
    guard let kind = FramingKind(name: name) else {
      throw error(node, "a framing is one of find, \(FramingKind.allCases.map(\.name).joined(separator: ", "))")
    }
    return kind
  }

  /// The standard application identifiers with those of a list, which go before them.
  func applications(_ node: Yams.Node) throws(ConfigurationError) -> ApplicationTable {
    var entries = ApplicationTable.standard.entries
    for item in try list(node) {
      let map = try mapping(item, known: ["aid", "use", "kinds", "priority"])
      guard let aid = map["aid"], let kinds = map["kinds"], let priority = map["priority"] else {
        throw error(item, "an application needs an 'aid', 'kinds' and a 'priority'")
      }
      guard
        let identifier = ApplicationIdentifier(
          rawValue: UInt32(try number(aid, in: 0...Double(ApplicationIdentifier.greatest))))
      else { throw error(aid, "no application identifier is so great") }
      entries.append(
        ApplicationTable.Entry(
          application: identifier,
          use: try map["use"].map { node throws(ConfigurationError) in try text(node) } ?? "\(identifier.rawValue)",
          kinds: try self.kinds(kinds), priority: UInt8(try number(priority, in: 0...255))))
    }
    return ApplicationTable(entries)
  }
}
