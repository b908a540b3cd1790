import Delivery
import Kernel
import Testing
import TierModel

@Suite("a delivery frame")
struct FrameTests {
  static let messages = MessageFrame(
    sender: "edge-西", epoch: UInt64(Int64.max), floors: Lanes { UInt64($0.rawValue) + 1 },
    thinned: Lanes { UInt64($0.rawValue) * 7 },
    messages: [
      NumberedMessage(number: MessageNumber(.event, 9), time: Instant(nanoseconds: -5), payload: [1, 2, 3]),
      NumberedMessage(number: MessageNumber(.digest, 1 << 60), time: Instant(nanoseconds: 7), payload: []),
    ])

  static var acknowledgement: AcknowledgementFrame {
    var marks = NumberMarks()
    for number: UInt64 in [1, 2, 5, 9, 10] { _ = marks.insert(number) }
    return AcknowledgementFrame(
      sender: "edge", epoch: 3, lanes: Lanes { $0 == .event ? marks : NumberMarks() })
  }

  @Test("is read as it was written")
  func roundTrip() throws {
    for frame in [DeliveryFrame.messages(Self.messages), .acknowledgement(Self.acknowledgement)] {
      #expect(try DeliveryFrame(frame.octets) == frame)
    }
    #expect(DeliveryFrame.isAcknowledgement(DeliveryFrame.acknowledgement(Self.acknowledgement).octets))
    #expect(!DeliveryFrame.isAcknowledgement(DeliveryFrame.messages(Self.messages).octets))
  }

  @Test("that ends early is refused at every octet, with the place")
  func truncated() {
    for frame in [DeliveryFrame.messages(Self.messages), .acknowledgement(Self.acknowledgement)] {
      let octets = frame.octets
      for count in 0..<octets.count {
        #expect(throws: DeliveryFrameError.self) { try DeliveryFrame(Array(octets.prefix(count))) }
      }
      let error = #expect(throws: DeliveryFrameError.self) { try DeliveryFrame(octets + [0]) }
      #expect(error == DeliveryFrameError(.trailing, offset: octets.count))
    }
  }

  @Test("of a wrong octet says what is wrong, or is another frame; it never stops the program", arguments: 0..<20)
  func mutated(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let frames = [
      DeliveryFrame.messages(Self.messages).octets, DeliveryFrame.acknowledgement(Self.acknowledgement).octets,
    ]
    for _ in 0..<500 {
      var octets = frames[random.below(2)]
      for _ in 0...random.below(3) { octets[random.below(octets.count)] = UInt8(truncatingIfNeeded: random.next()) }
      if let frame = try? DeliveryFrame(octets) { #expect(try DeliveryFrame(frame.octets) == frame) }
    }
  }

  /// An octet that is changed, and what is then said.
  static let wrongOctets: [(place: Int, octet: UInt8, reason: DeliveryFrameError.Reason)] = [
    (0, 2, .version), (1, 3, .kind), (2, 0, .name), (2, 65, .name), (3, 0xff, .name),
  ]

  @Test("with a fault names it", arguments: FrameTests.wrongOctets)
  func faults(place: Int, octet: UInt8, reason: DeliveryFrameError.Reason) {
    var octets = DeliveryFrame.messages(Self.messages).octets
    octets[place] = octet
    let error = #expect(throws: DeliveryFrameError.self) { try DeliveryFrame(octets) }
    #expect(error?.reason == reason, "\(String(describing: error))")
  }

  @Test("longer than any may be is refused unread")
  func size() {
    let error = #expect(throws: DeliveryFrameError.self) {
      try DeliveryFrame([UInt8](repeating: 1, count: DeliveryFrame.greatestSize + 1))
    }
    #expect(error?.reason == .size)
  }
}
