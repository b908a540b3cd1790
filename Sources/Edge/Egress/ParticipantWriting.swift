import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// What is told of a road user and of a thing, in the words of the wire, with the bits that it takes.
enum ParticipantWriting {
  /// DF_ParticipantData of an object of the scene at an instant.
  ///
  /// It is what is known from all sources together (DE_SourceType, integrated), but for one of which nobody knows except
  /// itself. `tellsIdentity` is for edges all of whose devices speak of vehicles by eight octets.
  static func participant(
    _ object: SceneObject, number: UInt16, at second: UInt16, _ place: Position3D, from reference: Position3D,
    tellsIdentity: Bool
  ) -> ParticipantData {
    var data = ParticipantData()
    data.ptcType = WireIntegers.participantType(object.kind)
    data.ptcId = number
    let identity = tellsIdentity && object.isConnected ? object.temporaryID : nil
    data.source = object.seenBy.count == 0 && identity != nil ? .v2x : .integrated
    data.id = identity
    data.secMark = second
    data.pos = WireIntegers.offset(of: place, from: reference)
    data.posConfidence.pos = WireIntegers.positionConfidence(
      max(object.positionDeviation.east, object.positionDeviation.north))
    let speed = object.velocity.length
    data.speed = WireIntegers.speed(speed)
    data.heading = WireIntegers.heading(object.heading)
    data.motionCfd = confidence(object, speed)
    data.size = WireIntegers.size(object.size)
    if let code = WireIntegers.vehicleClass(object.kind) {
      var vehicle = VehicleClassification()
      vehicle.classification = code
      data.vehicleClass = vehicle
    }
    return data
  }

  /// How sure speed and heading are. The heading is so only of what moves: it is where it goes.
  private static func confidence(_ object: SceneObject, _ speed: Double) -> MotionConfidenceSet {
    var confidence = MotionConfidenceSet()
    let deviation = object.velocityDeviation
    guard speed > 0.5 else {
      confidence.speedCfd = WireIntegers.speedConfidence(max(deviation.east, deviation.north))
      return confidence
    }
    let way = object.velocity * (1 / speed)
    let along = (way.east * deviation.east, way.north * deviation.north)
    let across = (way.north * deviation.east, way.east * deviation.north)
    confidence.speedCfd = WireIntegers.speedConfidence((along.0 * along.0 + along.1 * along.1).squareRoot())
    confidence.headingCfd = WireIntegers.headingConfidence(
      (across.0 * across.0 + across.1 * across.1).squareRoot() / speed)
    return confidence
  }

  /// DF_ParticipantData of the unit itself: number 0, without a body.
  static func unit(at second: UInt16) -> ParticipantData {
    var data = ParticipantData()
    data.ptcType = .rsu
    data.source = .selfinfo
    data.secMark = second
    data.speed = 0
    data.heading = WireIntegers.heading(nil)
    return data
  }

  /// DF_DetectedObstacleData of an obstacle.
  static func obstacle(
    _ obstacle: Obstacle, number: UInt16, _ place: Position3D, from reference: Position3D
  ) -> DetectedObstacleData {
    var data = DetectedObstacleData()
    data.obsType = ObstacleType(index: .init(obstacle.kind.rawValue))
    data.objTypeConfidence = obstacle.confidence.map(WireIntegers.confidence)
    data.obsId = number
    data.source = source(obstacle.method)
    data.secMark = WireIntegers.second(obstacle.time)
    data.pos = WireIntegers.offset(of: place, from: reference)
    data.posConfidence.pos = WireIntegers.positionConfidence(obstacle.positionDeviation)
    data.speed = WireIntegers.speed(obstacle.speed)
    data.heading = WireIntegers.heading(obstacle.heading)
    data.size = WireIntegers.objectSize(obstacle.size)
    data.tracking = obstacle.trackedSeconds.map { WireIntegers.tracking(.seconds($0)) }
    return data
  }

  private static func source(_ method: SensingMethod) -> SourceType {
    switch method {
    case .unknown: .unknown
    case .roadsideUnitItself: .selfinfo
    case .selfReport: .v2x
    case .video: .video
    case .microwaveRadar: .microwaveRadar
    case .loop: .loop
    case .lidar: .lidar
    case .integrated: .integrated
    }
  }
}

/// How many bits parts of messages take (X.691, unaligned): markers, presence and values as the schema has them.
enum WireBits {
  /// The frame of an RSM up to its participants, and that of an SSM with both of its lists, padding included.
  static let perceptionFrame = 152
  static let sharingFrame = 264
  /// The most bits of an obstacle without a polygon.
  static let obstacle = 208

  /// DF_PositionOffsetLLV without a height.
  @inline(__always) static func offset(_ offset: PositionOffsetLLV) -> Int {
    switch offset.offsetLL {
    case .positionLL1: 28
    case .positionLL2: 32
    case .positionLL3: 36
    case .positionLL4: 40
    case .positionLL5: 48
    case .positionLL6: 52
    case .positionLatLon: 67
    }
  }

  /// DF_ParticipantData as it is written here.
  static func participant(_ data: borrowing ParticipantData) -> Int {
    // Marker and presence 8, type 4, number 16, source 4, second 16, confidence 5, speed 13, heading 15.
    var bits = 81 + offset(data.pos)
    if data.id != nil { bits += 64 }
    if let confidence = data.motionCfd {
      bits += 3 + (confidence.speedCfd == nil ? 0 : 3) + (confidence.headingCfd == nil ? 0 : 3)
    }
    bits += data.size.height == nil ? 23 : 30
    return bits + (data.vehicleClass == nil ? 0 : 10)
  }

  /// DF_DetectedPTCData as it is written here, but for the lists: marker and presence, the finer type, the seconds.
  static func detected(_ data: borrowing ParticipantData) -> Int { participant(data) + 11 + 5 + 16 }

  /// DF_PathHistory with points that take some bits: marker and presence, their number; each a marker, presence, time.
  static let history = 8
  static func crumb(_ offset: PositionOffsetLLV) -> Int { 4 + self.offset(offset) + 16 }
}
