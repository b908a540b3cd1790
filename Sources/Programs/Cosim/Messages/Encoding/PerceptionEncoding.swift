import Kernel
import RoadModel
import SchemaModel

extension PerceptionReport {
  /// The message as a RoadsideSafetyMessage.
  var value: SchemaValue {
    .fields([
      "msgCnt": .number(counter), "id": CommonEncoding.unit(unit), "refPos": CommonEncoding.position(reference),
      "participants": .list([itself] + objects.map { participant($0.sensed, at: $0.position) }),
    ])
  }

  /// Participant 0 is the unit itself (T/CSAE 159-2020): no direction, no size.
  private var itself: SchemaValue {
    .fields([
      "ptcType": .enumerated("rsu"), "ptcId": .number(0), "source": .enumerated("selfinfo"),
      "secMark": .number(clock.millisecondOfMinute), "pos": CommonEncoding.offset(of: reference, from: reference),
      "posConfidence": CommonEncoding.confidence(deviation: 0.05), "speed": .number(0), "heading": .number(28_800),
      "size": .fields(["width": .number(0), "length": .number(0)]),
    ])
  }

  private func participant(_ object: SensedObject, at position: GeodeticPosition) -> SchemaValue {
    .fields([
      "ptcType": .enumerated(Self.type(of: object.kind)), "ptcId": .number(Int(object.number)),
      "source": .enumerated(source), "secMark": .number(clock.millisecondOfMinute),
      "pos": CommonEncoding.offset(of: position, from: reference),
      "posConfidence": CommonEncoding.confidence(deviation: object.deviation),
      "speed": CommonEncoding.speed(object.speed), "heading": CommonEncoding.heading(object.heading.headingDegrees),
      "size": CommonEncoding.size(object.size), "vehicleClass": CommonEncoding.vehicleClass(object.kind),
    ])
  }

  private static func type(of kind: ParticipantKind) -> String {
    switch kind {
    case .unknown: "unknown"
    case .car, .truck, .bus, .motorcycle, .emergencyVehicle: "motor"
    case .bicycle: "non-motor"
    case .pedestrian: "pedestrian"
    }
  }
}
