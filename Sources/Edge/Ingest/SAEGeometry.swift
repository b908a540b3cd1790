package import Kernel
package import MessagesSAE
import PackedEncoding
import RoadModel

/// Points of SAE J2735. Not on the hot path: lists are made.
package enum SAEGeometry {
  /// DF_Position3D; nil where it is unavailable.
  package static func point(_ position: SAEPosition3D, _ frame: LocalFrame) -> LocalPoint? {
    WireQuantities.position(latitude: position.lat, longitude: position.long).map(frame.point(of:))
  }

  /// DF_NodeSetXY as steps; those of a region's own kind are left out.
  static func steps(_ nodes: PackedList<SAENodeXY>) -> [NodeStep] {
    nodes.compactMap { node in
      switch node.delta {
      case .nodeXY1(let part): NodeStep(part.x, part.y, unknown: -512)
      case .nodeXY2(let part): NodeStep(part.x, part.y, unknown: -1024)
      case .nodeXY3(let part): NodeStep(part.x, part.y, unknown: -2048)
      case .nodeXY4(let part): NodeStep(part.x, part.y, unknown: -4096)
      case .nodeXY5(let part): NodeStep(part.x, part.y, unknown: -8192)
      case .nodeXY6(let part): NodeStep(part.x, part.y, unknown: -32_768)
      case .nodeLatLon(let part): NodeStep(latitude: part.lat, longitude: part.lon)
      case .regional: nil
      }
    }
  }

  /// DF_NodeListXY that is no computed lane, as points from an anchor.
  static func points(_ list: SAENodeListXY, from anchor: LocalPoint, scale: Double, _ frame: LocalFrame) -> [LocalPoint]
  {
    guard case .nodes(let nodes) = list else { return [] }
    return NodeStep.points(steps(nodes), from: anchor, scale: scale, frame)
  }

  /// DF_NodeListLL as points: each from the one before, the first from an anchor; 1e-7 degrees times a scale.
  static func points(
    _ list: SAENodeListLL, from anchor: GeodeticPosition, scale: Double, _ frame: LocalFrame
  ) -> [LocalPoint] {
    guard case .nodes(let nodes) = list else { return [] }
    var place = anchor
    var points: [LocalPoint] = []
    for node in nodes {
      func move(_ longitude: Int32, _ latitude: Int32) {
        place.latitude += Double(latitude) * 1e-7 * scale
        place.longitude += Double(longitude) * 1e-7 * scale
      }
      switch node.delta {
      case .nodeLL1(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLL2(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLL3(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLL4(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLL5(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLL6(let part): move(Int32(part.lon), Int32(part.lat))
      case .nodeLatLon(let part):
        guard let absolute = WireQuantities.position(latitude: part.lat, longitude: part.lon) else { continue }
        place = absolute
      case .regional: continue
      }
      points.append(frame.point(of: place))
    }
    return points
  }

  /// The metres of a DE_DistanceUnits.
  static func meters(_ units: SAEDistanceUnits) -> Double {
    switch units {
    case .centimeter: 0.01
    case .cm2_5: 0.025
    case .decimeter: 0.1
    case .meter: 1
    case .kilometer: 1000
    case .foot: 0.3048
    case .yard: 0.9144
    default: 1609.344
    }
  }
}
