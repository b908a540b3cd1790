import Kernel
import RoadModel

/// A quantity as a count of units, rounded to nearest; 0 where it is negative or not finite.
func units<Count: FixedWidthInteger & UnsignedInteger>(_ value: Double, per scale: Double) -> Count {
  let scaled = (value * scale).rounded()
  guard scaled.isFinite, scaled > 0 else { return 0 }
  return scaled >= Double(Count.max) ? Count.max : Count(scaled)
}

/// A quantity with a sign as a count of units, rounded to nearest; 0 where it is not finite.
func signedUnits<Count: FixedWidthInteger & SignedInteger>(_ value: Double, per scale: Double) -> Count {
  let scaled = (value * scale).rounded()
  guard scaled.isFinite else { return 0 }
  return scaled >= Double(Count.max) ? Count.max : scaled <= Double(Count.min) ? Count.min : Count(scaled)
}

/// A number that must fit into fewer bits.
func narrow<Narrow: FixedWidthInteger>(
  _ value: some FixedWidthInteger, _ field: String
) throws(TierProtocolError) -> Narrow {
  guard let result = Narrow(exactly: value) else { throw .outOfRange(field) }
  return result
}

/// Octets in the form that the generated code keeps them in.
func octets<Octets: RangeReplaceableCollection<UInt8>>(_ octets: [UInt8]) -> Octets { Octets(octets) }

/// Maps the elements of a list, and stops at the first that is wrong.
func each<Element, Result>(
  _ elements: [Element], _ body: (Element) throws(TierProtocolError) -> Result
) throws(TierProtocolError) -> [Result] {
  var results: [Result] = []
  results.reserveCapacity(elements.count)
  for element in elements { results.append(try body(element)) }
  return results
}

extension WireNodeID {
  init(_ node: NodeID) {
    self.init()
    if let region = node.region { self.region = UInt32(region) }
    number = UInt32(node.number)
  }

  func node() throws(TierProtocolError) -> NodeID {
    NodeID(region: hasRegion ? try narrow(region, "node's region") : nil, number: try narrow(number, "node's number"))
  }
}

extension WireLinkID {
  init(_ link: LinkID) {
    self.init()
    upstream = WireNodeID(link.upstream)
    downstream = WireNodeID(link.downstream)
    branch = UInt32(link.branch)
  }

  func link() throws(TierProtocolError) -> LinkID {
    guard hasUpstream, hasDownstream else { throw .missing("end of a link") }
    return LinkID(
      upstream: try upstream.node(), downstream: try downstream.node(), branch: try narrow(branch, "link's branch"))
  }
}

extension WireLaneID {
  init(_ lane: LaneID) {
    self.init()
    link = WireLinkID(lane.link)
    number = UInt32(lane.number)
  }

  func lane() throws(TierProtocolError) -> LaneID {
    guard hasLink else { throw .missing("link of a lane") }
    return LaneID(link: try link.link(), number: try narrow(number, "lane's number"))
  }
}

extension WirePosition {
  init(_ position: GeodeticPosition) {
    self.init()
    latitude = signedUnits(position.latitude, per: 1e7)
    longitude = signedUnits(position.longitude, per: 1e7)
  }

  func position() throws(TierProtocolError) -> GeodeticPosition {
    guard abs(Int(latitude)) <= 900_000_000 else { throw .outOfRange("latitude") }
    guard abs(Int(longitude)) <= 1_800_000_000 else { throw .outOfRange("longitude") }
    return GeodeticPosition(latitude: Double(latitude) / 1e7, longitude: Double(longitude) / 1e7)
  }
}
