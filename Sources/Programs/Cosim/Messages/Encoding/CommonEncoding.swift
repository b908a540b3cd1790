import Kernel
import RoadModel
import SchemaModel

/// Parts that several messages have.
enum CommonEncoding {
  /// DF_Position3D; elevation is never sent (T/CSAE 159-2020).
  static func position(_ position: GeodeticPosition) -> SchemaValue {
    .fields(["lat": .number(units(position.latitude)), "long": .number(units(position.longitude))])
  }

  /// DF_PositionOffsetLLV: the smallest form that holds the offset, or the absolute place where none does.
  static func offset(of position: GeodeticPosition, from reference: GeodeticPosition) -> SchemaValue {
    let north = units(position.latitude) - units(reference.latitude)
    let east = units(position.longitude) - units(reference.longitude)
    for (name, bits) in [12, 14, 16, 18, 22, 24].enumerated() {
      let reach = -(1 << (bits - 1))..<(1 << (bits - 1))
      if reach.contains(north), reach.contains(east) {
        let offset = SchemaValue.fields(["lon": .number(east), "lat": .number(north)])
        return .fields(["offsetLL": .one("position-LL\(name + 1)", offset)])
      }
    }
    let place = SchemaValue.fields([
      "lon": .number(units(position.longitude)), "lat": .number(units(position.latitude)),
    ])
    return .fields(["offsetLL": .one("position-LatLon", place)])
  }

  /// DF_PositionConfidenceSet: the smallest distance of the list that holds two standard deviations.
  static func confidence(deviation: Double) -> SchemaValue {
    let levels: [(Double, String)] = [
      (0.1, "a10cm"), (0.2, "a20cm"), (0.5, "a50cm"), (1, "a1m"), (2, "a2m"), (5, "a5m"), (10, "a10m"),
    ]
    let name = levels.first { 2 * deviation <= $0.0 + 1e-9 }?.1 ?? "a20m"
    return .fields(["pos": .enumerated(name)])
  }

  /// DE_Speed, 0.02 m/s.
  static func speed(_ metersPerSecond: Double) -> SchemaValue {
    .quantity(metersPerSecond, unit: 0.02, in: 0...8190)
  }

  /// DE_Heading, 0.0125 degrees clockwise from north.
  static func heading(_ degrees: Double) -> SchemaValue {
    .number(Int((degrees / 0.0125).rounded()) % 28_800)
  }

  /// DF_VehicleSize: centimetres, the height in 5 cm.
  static func size(_ size: BodySize) -> SchemaValue {
    .fields([
      "width": .quantity(size.width, unit: 0.01, in: 0...1023),
      "length": .quantity(size.length, unit: 0.01, in: 0...4095),
      "height": size.height.map { .quantity($0, unit: 0.05, in: 0...127) },
    ])
  }

  /// DF_VehicleClassification of a motor vehicle; nil for others.
  static func vehicleClass(_ kind: ParticipantKind) -> SchemaValue? {
    let code: Int? =
      switch kind {
      case .car: 10
      case .truck: 25
      case .motorcycle: 40
      case .bus: 54
      case .emergencyVehicle: 65
      case .unknown, .bicycle, .pedestrian: nil
      }
    return code.map { .fields(["classification": .number($0)]) }
  }

  /// DF_NodeReferenceID.
  static func node(_ node: NodeID) -> SchemaValue {
    .fields(["region": node.region.map { .number(Int($0)) }, "id": .number(Int(node.number))])
  }

  /// DE_LaneWidth, centimetres.
  static func laneWidth(_ meters: Double) -> SchemaValue { .quantity(meters, unit: 0.01, in: 0...32_767) }

  /// A unit's eight characters.
  static func unit(_ name: String) -> SchemaValue { .octets(Array(name.utf8)) }

  /// Degrees in units of 1e-7.
  private static func units(_ degrees: Double) -> Int { Int((degrees * 1e7).rounded()) }
}
