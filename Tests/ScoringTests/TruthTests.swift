import Kernel
import RoadModel
import Scoring
import Testing

@Suite("the table of truth")
struct TruthTests {
  private static let head = "ms,vehicle,class,lat,lon,x_m,y_m,vx_mps,vy_mps,has_obu,sumo_lane\n"

  private func error(_ text: String) -> TruthError? {
    do {
      _ = try TruthTable(csv: Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test("lines become frames, vehicles numbers")
  func reading() throws {
    let text =
      Self.head + "0,a,car,39.7,116.5,1.5,-2,3,4,0,l_0\n0,b,bus,39.7,116.5,10,20,0,0,1,l_1\r\n"
      + "100,a,car,39.7,116.5,1.8,-1.6,3,4,0,l_0\n"
    let table = try TruthTable(csv: Array(text.utf8))
    #expect(table.names == ["a", "b"])
    #expect(table.frames.map(\.milliseconds) == [0, 100])
    #expect(table.frames[0].objects.map(\.vehicle) == [0, 1])
    #expect(table.frames[0].objects[1].kind == .bus)
    #expect(table.frames[0].objects[1].hasOnBoardUnit)
    #expect(table.frames[0].objects[1].lane == "l_1")
    #expect(table.frames[1].objects[0].position == LocalPoint(east: 1.8, north: -1.6))
    #expect(table.frames[1].objects[0].velocity == LocalVector(east: 3, north: 4))
  }

  @Test("an error names the line and the column")
  func errors() {
    #expect(error("")?.line == 1)
    #expect(error("ms,vehicle\n")?.line == 1)
    #expect(error(Self.head + "0,a,car,39.7,116.5,x,-2,3,4,0,l\n") == TruthError(line: 2, column: "x_m", text: "x"))
    #expect(error(Self.head + "0,a,car,39.7,116.5,nan,-2,3,4,0,l\n")?.column == "x_m")
    #expect(error(Self.head + "0,a,horse,39.7,116.5,1,-2,3,4,0,l\n")?.column == "class")
    #expect(error(Self.head + "0,a,car,39.7\n")?.line == 2)
    let backwards = "100,a,car,39.7,116.5,1,-2,3,4,0,l\n0,a,car,39.7,116.5,1,-2,3,4,0,l\n"
    #expect(error(Self.head + backwards) == TruthError(line: 3, column: "ms", text: "0"))
    #expect(error(Self.head + "0,a,car,39.7,116.5,x,-2,3,4,0,l\n")?.description.contains("line 2") == true)
  }
}
