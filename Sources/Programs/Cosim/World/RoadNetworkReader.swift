import Foundation
import FoundationXML
import Kernel

/// Reads a network file of SUMO.
final class RoadNetworkReader: NSObject, XMLParserDelegate {
  private var network = RoadNetwork()
  private var edge: RoadEdge?
  private var crosswalk: Crosswalk?
  private var fault: String?

  /// The network of a file; throws where it is no network or lacks what MAP needs.
  static func read(file: URL) throws(CosimError) -> RoadNetwork {
    guard let parser = XMLParser(contentsOf: file) else { throw .network(reason: "\(file.path) cannot be read") }
    let reader = RoadNetworkReader()
    parser.delegate = reader
    guard parser.parse(), reader.fault == nil else {
      let line = "line \(parser.lineNumber)"
      throw .network(reason: "\(file.lastPathComponent), \(line): \(reader.fault ?? "it is not well-formed XML")")
    }
    guard !reader.network.edges.isEmpty else { throw .network(reason: "\(file.path) has no edges") }
    return reader.network
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    switch element {
    case "edge": begin(edge: attributes)
    case "lane": add(lane: attributes)
    case "junction": add(junction: attributes)
    case "connection": add(connection: attributes)
    default: break
    }
  }

  func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
    guard element == "edge" else { return }
    if let edge { network.edges.append(edge) }
    if let crosswalk { network.crosswalks.append(crosswalk) }
    edge = nil
    crosswalk = nil
  }

  private func begin(edge attributes: [String: String]) {
    let name = attributes["id"] ?? ""
    switch attributes["function"] {
    case nil, "normal":
      edge = RoadEdge(name: name, upstream: attributes["from"] ?? "", downstream: attributes["to"] ?? "")
    case "crossing":
      let crossed = (attributes["crossingEdges"] ?? "").split(separator: " ").map(String.init)
      crosswalk = Crosswalk(name: name, crossed: crossed, width: 0, centerLine: [])
    default: break
    }
  }

  private func add(lane attributes: [String: String]) {
    guard edge != nil || crosswalk != nil else { return }
    let width = Double(attributes["width"] ?? "3.2") ?? 3.2
    let line = Self.points(attributes["shape"] ?? "")
    if line.count < 2 { fault = "the lane \(attributes["id"] ?? "") has no shape" }
    crosswalk?.width = width
    crosswalk?.centerLine = line
    let use: RoadLane.Use =
      switch attributes["allow"] {
      case "pedestrian": .pedestrians
      case "bicycle": .bicycles
      default: .vehicles
      }
    let limit = Double(attributes["speed"] ?? "") ?? 0
    edge?.lanes.append(RoadLane(use: use, width: width, speedLimit: limit, centerLine: line))
  }

  private func add(junction attributes: [String: String]) {
    guard let name = attributes["id"], attributes["type"] != "internal" else { return }
    guard let east = Double(attributes["x"] ?? ""), let north = Double(attributes["y"] ?? "") else {
      fault = "the junction \(name) has no place"
      return
    }
    network.junctions[name] = LocalPoint(east: east, north: north)
  }

  private func add(connection attributes: [String: String]) {
    guard let from = attributes["from"], let to = attributes["to"] else { return }
    let group = attributes["linkIndex"].flatMap { Int($0) }
    if let place = network.crosswalks.firstIndex(where: { $0.name == to }) {
      network.crosswalks[place].signal = attributes["tl"]
      network.crosswalks[place].group = group
    }
    guard !from.hasPrefix(":"), !to.hasPrefix(":") else { return }
    network.connections.append(
      RoadConnection(
        from: from, to: to, fromLane: Int(attributes["fromLane"] ?? "") ?? 0,
        toLane: Int(attributes["toLane"] ?? "") ?? 0,
        direction: attributes["dir"] ?? "s", group: group))
  }

  private static func points(_ text: String) -> [LocalPoint] {
    text.split(separator: " ").compactMap { pair in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      return numbers.count >= 2 ? LocalPoint(east: numbers[0], north: numbers[1]) : nil
    }
  }
}
