import Kernel
import RegionCore
import RoadModel
import Testing
import TierModel

@Suite("the roads of many edges as one network")
struct NetworkJoiningTests {
  private let region = RegionUnderTest()

  @Test("edges with different origins meet in one frame, within five centimetres")
  func frames() {
    let far = LocalFrame(origin: RegionUnderTest.origin).position(of: LocalPoint(east: 800, north: -300))
    region.tell(.network(Road.network([(1, 0, 0)], [Road.lane(2, 1, [(400, 0), (10, 0)])])), from: "a")
    region.tell(
      .network(Road.network([(2, 0, 0)], [Road.lane(1, 2, [(-790, 300), (-10, 0)])], origin: far)), from: "b")
    let network = region.core.network
    #expect(network.map.nodes.map(\.id) == [Road.node(1), Road.node(2)])
    #expect(network.owners == ["a", "b"])
    #expect(network.map.nodes[1].position.distance(to: LocalPoint(east: 800, north: -300)) < 0.05)
    #expect(network.map.lanes[1].centerLine[0].distance(to: LocalPoint(east: 10, north: 0)) < 0.05)
    #expect(network.links.map(\.id) == [Road.link(2, 1), Road.link(1, 2)])
    #expect(network.links.allSatisfy { !$0.isGap })
  }

  @Test("a node that two edges describe is that of the nearer one, however often and in which order it is sent")
  func owner() {
    let near = Road.network([(1, 20, 0)], [Road.lane(2, 1, [(400, 0), (10, 0)])])
    let far = Road.network(
      [(1, 520, 0)], [Road.lane(2, 1, [(900, 9), (510, 9)]), Road.lane(2, 1, number: 2, [(900, 5), (510, 5)])],
      origin: LocalFrame(origin: RegionUnderTest.origin).position(of: LocalPoint(east: -500, north: 0)))
    region.tell(.network(far), from: "a")
    #expect(region.core.network.map.lanes.count == 2)
    region.tell(.network(near), from: "b")
    region.tell(.network(far), from: "a")
    #expect(region.core.network.owners == ["b"])
    #expect(region.core.network.map.lanes.count == 1)
    #expect(region.core.network.owner(of: Road.link(2, 1)) == "b")
  }

  @Test("a way that a lane leads to and no map describes is known as a gap, with the distance of its nodes")
  func gap() {
    region.tell(
      .network(Road.network([(1, 0, 0), (2, 300, 400)], [Road.lane(9, 1, [(-90, 0), (0, 0)], onward: [2, 7])])))
    let network = region.core.network
    #expect(network.links.filter(\.isGap).map(\.id) == [Road.link(1, 2), Road.link(1, 7)])
    #expect(network.links.filter(\.isGap).map(\.length) == [500, nil])
    #expect(network.owner(of: Road.link(1, 7)) == nil)
  }

  @Test("an edge's map that is older than the one that is known changes nothing")
  func old() {
    region.tell(.network(Road.network([(1, 0, 0), (2, 5, 5)], [])))
    region.tell(.network(Road.network([(1, 0, 0)], [])), made: region.now - .seconds(60))
    #expect(region.core.network.map.nodes.count == 2)
  }

  @Test("the center is told the joined network when it changes")
  func told() {
    region.tell(.network(Road.network([(1, 0, 0)], [])), from: "a")
    region.tell(.network(Road.network([(2, 5, 5)], [])), from: "b")
    let told = region.sent.compactMap { if case .network(let network) = $0 { network } else { nil } }
    #expect(told.map(\.map.nodes.count) == [1, 2])
    #expect(told.last?.origin == RegionUnderTest.origin)
  }
}
