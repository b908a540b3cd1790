import EdgeFixtures
import Framing
@testable import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

@testable import Egress

/// Some units in the middle of a scene, and what they are sent.
final class EgressUnderTest {
  /// An instant in the middle of a minute.
  static let start = Instant(milliseconds: 1_773_793_760_000)

  let egress: Egress
  private(set) var now = EgressUnderTest.start
  private let decoder = MessageDecoder()
  private var slot: [UInt8] = []

  /// Units that all stand at the origin.
  init(units: Int = 1, objects: Int = 4096, change: (inout Downlink) -> Void = { _ in }) {
    let downlinks = (0..<units).map { place in
      var downlink = Downlink(
        unit: UnitIndex(UInt8(place)), identity: MessageWriter.unit("RSU000\(place + 1)A"),
        destination: NetworkEndpoint(address: .loopbackIPv4, port: 4000))
      change(&downlink)
      return downlink
    }
    egress = Egress(downlinks: downlinks, frame: MessageWriter.frame, objects: objects, tellsIdentities: true)
  }

  /// A car that nobody but units sees, 20 m east of the origin.
  static func object(
    _ id: UInt64, _ east: Double = 20, _ north: Double = 0, kind: ParticipantKind = .car,
    velocity: LocalVector = .zero, heading: Double = 0, isConnected: Bool = false
  ) -> SceneObject {
    SceneObject(
      id: TrackID(id), kind: kind, position: LocalPoint(east: east, north: north), velocity: velocity,
      heading: Angle(radians: heading), size: kind.usualSize, positionDeviation: LocalVector(east: 0.2, north: 0.1),
      velocityDeviation: LocalVector(east: 0.04, north: 0.04), existence: 0.99, seenBy: UnitSet(bits: 1),
      isConnected: isConnected, temporaryID: isConnected ? 0x0102_0304_0506_0700 + id : nil, lane: nil,
      since: start - .seconds(7), lastObserved: start)
  }

  /// The next cycle.
  func cycle(_ objects: [SceneObject], obstacles: [Obstacle] = [], place: LocalPoint? = LocalPoint(east: 0, north: 0)) {
    now = now + .milliseconds(100)
    egress.advance(objects: objects, obstacles: obstacles, at: now) { _ in place }
  }

  /// The datagrams of the last cycle for a unit, of a kind, in the order in which they leave.
  func datagrams(_ kind: MessageKind, unit: Int = 0) -> [[UInt8]] {
    egress.messages.filter { $0.kind == kind && $0.downlink == unit }.map {
      Array(egress.octets[$0.offset..<$0.offset + $0.length])
    }
  }

  private func decode<Result>(_ octets: [UInt8], _ read: (MessageFrame) -> Result?) -> Result? {
    slot = octets + [UInt8](repeating: 0, count: DecodeContext.padding)
    return slot.withUnsafeBufferPointer { room in
      guard let base = room.baseAddress, let frame = decoder.decode(base, count: octets.count, as: .ydt3709_2020),
        decoder.octetsUsed == octets.count
      else { return nil }
      return read(frame.pointee)
    }
  }

  /// What the last cycle's RSMs say, in the order in which they leave; the unit itself is left out.
  func perceived(unit: Int = 0) -> [(message: RoadsideSafetyMessage, participants: [ParticipantData])] {
    datagrams(.rsm, unit: unit).compactMap { octets in
      decode(octets) { frame in
        guard case .rsmFrame(let message) = frame else { return nil }
        return (message.value, message.value.participants.filter { $0.ptcId != 0 })
      }
    }
  }

  /// The same of SSMs, as observations and obstacles of whoever takes them in.
  func shared(unit: Int = 0) -> [Shared] {
    datagrams(.ssm, unit: unit).compactMap { octets in
      decode(octets) { frame in
        guard case .msgFrameExt(let part) = frame, case .sensorSharingMsg(let message) = part.value.value else {
          return nil
        }
        return Shared(message.value, at: now)
      }
    }
  }

  /// The observation that an edge makes of a participant.
  func observation(_ data: ParticipantData, from message: RoadsideSafetyMessage) -> Observation? {
    guard let reference = WireQuantities.position(latitude: message.refPos.lat, longitude: message.refPos.long) else {
      return nil
    }
    return ObservationBuilder.observation(
      data, unit: UnitIndex(0), time: now, reference: reference, frame: MessageWriter.frame)
  }

  /// The numbers of the tracks' participants in the RSMs of the last cycle.
  var numbers: [UInt16] { perceived().flatMap { $0.participants.map(\.ptcId) } }
}

/// What an SSM says.
struct Shared {
  var counter: UInt8
  var second: UInt16
  var observations: [Observation] = []
  var past: [[(way: LocalVector, age: Double)]] = []
  var tracked: [UInt16?] = []
  var obstacles: [Obstacle] = []

  init?(_ message: SensorSharingMsg, at now: Instant) {
    guard
      let reference = WireQuantities.position(latitude: message.sensorPos.lat, longitude: message.sensorPos.long),
      message.equipmentType == .rsu
    else { return nil }
    (counter, second) = (message.msgCnt, message.secMark)
    for data in message.participants ?? PackedList() {
      guard
        let observation = ObservationBuilder.observation(
          data, unit: UnitIndex(0), time: now, reference: reference, frame: MessageWriter.frame)
      else { return nil }
      observations.append(observation)
      tracked.append(data.tracking)
      past.append((data.pathHistory?.crumbData ?? PackedList()).map { Shared.crumb($0) })
    }
    for data in message.obstacles ?? PackedList() {
      guard
        let obstacle = DayTwoBuilder.obstacle(
          data, sender: message.id, unit: UnitIndex(0), time: now, reference: reference, frame: MessageWriter.frame,
          at: now)
      else { return nil }
      obstacles.append(obstacle)
    }
  }

  /// The way back to where it was; near the origin a degree is as long everywhere.
  private static func crumb(_ point: PathHistoryPoint) -> (way: LocalVector, age: Double) {
    let degrees: (Int32, Int32) =
      switch point.llvOffset.offsetLL {
      case .positionLL1(let part): (Int32(part.lat), Int32(part.lon))
      case .positionLL2(let part): (Int32(part.lat), Int32(part.lon))
      case .positionLL3(let part): (Int32(part.lat), Int32(part.lon))
      case .positionLL4(let part): (part.lat, part.lon)
      default: (0, 0)
      }
    let place = GeodeticPosition(
      latitude: MessageWriter.origin.latitude + Double(degrees.0) * 1e-7,
      longitude: MessageWriter.origin.longitude + Double(degrees.1) * 1e-7)
    return (MessageWriter.frame.point(of: place) - LocalPoint(east: 0, north: 0), Double(point.timeOffset) * 0.01)
  }
}
