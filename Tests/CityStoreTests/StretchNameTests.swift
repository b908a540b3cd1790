import CityStore
import RegionCore
import RoadModel
import Testing

@Suite("the names of nodes, links and lanes")
struct StretchNameTests {
  private let link = LinkID(
    upstream: NodeID(region: 110, number: 1220), downstream: NodeID(region: nil, number: 7), branch: 2)

  @Test("a node is its region and number")
  func node() {
    #expect(StretchName.text(NodeID(region: 105, number: 7)) == "105-7")
    #expect(StretchName.text(NodeID(region: nil, number: 7)) == "7")
  }

  @Test("a link and a lane are found again by their names")
  func stretch() {
    #expect(StretchName.text(link) == "110-1220~7~2")
    for stretch in [Stretch.link(link), .lane(LaneID(link: link, number: 3))] {
      #expect(StretchName.stretch(StretchName.text(stretch)) == stretch)
    }
  }

  @Test(
    "what is no name is none", arguments: ["", "7", "7~", "7~x", "7~8~256", "7~8#0x1", "7~8#1#2", "1-2-3~4", "65536~1"])
  func none(text: String) { #expect(StretchName.stretch(text) == nil) }
}
