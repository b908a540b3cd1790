import MessagesCSAE
import PackedEncoding
import Testing

/// Values that the storage holds and the schema forbids must be refused, and their neighbours within it be written.
@Suite("values at the bounds of the schema")
struct RefusedValueTests {
  /// A change of a message and the field that has to be named, or nil where the message is as the schema wants it.
  struct Change: Sendable, CustomTestStringConvertible {
    var name: String
    var field: String?
    var apply: @Sendable (inout BasicSafetyMessage) -> Void

    var testDescription: String { name }

    init(_ name: String, _ field: String?, _ apply: @escaping @Sendable (inout BasicSafetyMessage) -> Void) {
      self.name = name
      self.field = field
      self.apply = apply
    }
  }

  static let changes: [Change] = [
    Change("the largest count", nil) { $0.msgCnt = 127 },
    Change("a count beyond its range", "msgCnt") { $0.msgCnt = 128 },
    Change("the northernmost latitude", nil) { $0.pos.lat = 900_000_001 },
    Change("a latitude too far north", "pos.lat") { $0.pos.lat = 900_000_002 },
    Change("the southernmost latitude", nil) { $0.pos.lat = -900_000_000 },
    Change("a latitude too far south", "pos.lat") { $0.pos.lat = -900_000_001 },
    Change("the lowest latitude that is stored", "pos.lat") { $0.pos.lat = .min },
    Change("the highest longitude that is stored", "pos.long") { $0.pos.long = .max },
    Change("the lowest elevation", nil) { $0.pos.elevation = -4096 },
    Change("an elevation too low", "pos.elevation") { $0.pos.elevation = -4097 },
    Change("the highest elevation", nil) { $0.pos.elevation = 61439 },
    Change("an elevation too high", "pos.elevation") { $0.pos.elevation = 61440 },
    Change("the last transmission", nil) { $0.transmission = TransmissionState(index: 7) },
    Change("a transmission that nobody knows", "transmission") { $0.transmission = TransmissionState(index: 8) },
    Change("an unavailable speed", nil) { $0.speed = 8191 },
    Change("a speed too high", "speed") { $0.speed = 8192 },
    Change("a heading too large", "heading") { $0.heading = 28801 },
    Change("the smallest angle", nil) { $0.angle = -126 },
    Change("an angle too small", "angle") { $0.angle = -127 },
    Change("the largest acceleration", nil) { $0.accelSet.long = 2001 },
    Change("an acceleration too large", "accelSet.long") { $0.accelSet.long = 2002 },
    Change("an acceleration too small", "accelSet.lat") { $0.accelSet.lat = -2001 },
    Change("a vertical acceleration too small", "accelSet.vert") { $0.accelSet.vert = -128 },
    Change("a yaw rate too small", "accelSet.yaw") { $0.accelSet.yaw = -32768 },
    Change("the largest size", nil) { $0.size.length = 4095 },
    Change("a length too large", "size.length") { $0.size.length = 4096 },
    Change("a width too large", "size.width") { $0.size.width = 1024 },
    Change("the last confidence of time", nil) { $0.timeConfidence = TimeConfidence(index: 39) },
    Change("a confidence of time that nobody knows", "timeConfidence") {
      $0.timeConfidence = TimeConfidence(index: 40)
    },
  ]

  @Test("a value is written up to the bounds of its field and refused beyond them", arguments: changes)
  func bounds(change: Change) throws {
    for dialect in Dialect.allCases {
      var message = BasicSafetyMessage()
      change.apply(&message)
      try withUnsafeMutablePointer(to: &message) { message in
        let frame = MessageFrame.bsmFrame(PackedReference(message))
        guard let field = change.field else {
          let octets = try MessageEncoder().octets(of: frame, as: dialect)
          #expect(try MessageSchema.encode(frame.schemaValue(as: dialect), as: dialect) == octets)
          return
        }
        #expect(throws: MessageEncodingError.outOfRange("bsmFrame.\(field)")) {
          try MessageEncoder().octets(of: frame, as: dialect)
        }
      }
    }
  }

  @Test("a list is written at each length that the schema allows and refused beyond", arguments: [0, 1, 5, 6])
  func counts(count: Int) throws {
    var messages = [RTCMmsg](repeating: RTCMmsg(), count: count)
    var payload: [UInt8] = [1, 2, 3]
    try payload.withUnsafeMutableBufferPointer { payload in
      for index in messages.indices { messages[index].payload = PackedOctets(base: payload.baseAddress, count: 3) }
      try messages.withUnsafeMutableBufferPointer { messages in
        var message = RTCMcorrections()
        message.corrections = PackedList(base: messages.baseAddress, count: count)
        try withUnsafeMutablePointer(to: &message) { try self.check($0, isAllowed: (1...5).contains(count)) }
      }
    }
  }

  @Test("octets are written at each length that the schema allows and refused beyond", arguments: [0, 1, 2047, 2048])
  func lengths(count: Int) throws {
    var payload = [UInt8](repeating: 0x5a, count: count)
    try payload.withUnsafeMutableBufferPointer { payload in
      var part = RTCMmsg()
      part.payload = PackedOctets(base: payload.baseAddress, count: count)
      try withUnsafeMutablePointer(to: &part) { part in
        var message = RTCMcorrections()
        message.corrections = PackedList(base: part, count: 1)
        try withUnsafeMutablePointer(to: &message) { try check($0, isAllowed: (1...2047).contains(count)) }
      }
    }
  }

  /// Encodes corrections in a frame, where they stand in two open types, one in the other.
  private func check(_ message: UnsafeMutablePointer<RTCMcorrections>, isAllowed: Bool) throws {
    var ext = MessageFrameExt()
    ext.messageId = 10
    ext.value = .rtcMcorrections(message.pointee)
    try withUnsafeMutablePointer(to: &ext) { ext in
      let frame = MessageFrame.msgFrameExt(PackedReference(ext))
      if isAllowed {
        let octets = try MessageEncoder().octets(of: frame, as: .ydt3709_2020)
        #expect(try MessageSchema.encode(frame.schemaValue(as: .ydt3709_2020), as: .ydt3709_2020) == octets)
        for capacity in [octets.count, octets.count + 1] {
          #expect(try MessageEncoder(capacity: capacity).octets(of: frame, as: .ydt3709_2020) == octets)
        }
        #expect(throws: MessageEncodingError.tooLarge) {
          try MessageEncoder(capacity: octets.count - 1).octets(of: frame, as: .ydt3709_2020)
        }
      } else {
        #expect(throws: MessageEncodingError.self) { try MessageEncoder().octets(of: frame, as: .ydt3709_2020) }
      }
    }
  }
}
