import EdgeCore
import Kernel
import RoadModel
import Scene
import Testing
import Worlds

@Suite("a unit that is suddenly put wrong")
struct CalibrationAlarmTests {
  @Test("explore", arguments: [0, 1, 2, 3, 4])
  func explore(index: Int) throws {
    let wrongs: [(String, WatchedWorld.Wrong)] = [
      ("moved 3 m", .moved(LocalVector(east: 2.4, north: 1.8))), ("turned 5 deg", .turned(5 * .pi / 180)),
      ("clock +0.5", .clock(0.5)), ("clock -0.5", .clock(-0.5)), ("clock +5", .clock(5)),
    ]
    let seed: UInt64 = 3
    let world = try WatchedWorld(
      .intersection, seed: seed, duration: 80, wrong: wrongs[index].1, span: 30..<55)
    var text = "== \(wrongs[index].0)\n"
    for second in world.seconds where second.time > 26 {
      let known = second.registration
      text +=
        "\(second.time) falses \(second.falses) trust \(second.trust.isTrusted) agree "
        + "\((second.trust.agreement * 100).rounded()) contra \((second.trust.contradiction * 100).rounded()) "
        + "shift \((known.shift.east * 100).rounded()) \((known.shift.north * 100).rounded()) ± \((known.doubt.east * 100).rounded()) "
        + "turn \((known.turn * 5729.578).rounded()) ± \((known.doubt.turn * 5729.578).rounded()) "
        + "clock \((known.clockOffset.seconds * 1000).rounded()) ± \((known.doubt.clock * 1000).rounded()) \(second.alarms.map(\.rawValue))\n"
    }
    print(text, "false alarms", world.falseAlarms)
  }
}
