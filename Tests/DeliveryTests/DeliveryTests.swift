import Delivery
import Kernel
import Testing
import TierModel

@Suite("delivery from a sender to a receiver")
struct DeliveryTests {
  @Test("brings every message once, and the outbox is empty after the acknowledgement")
  func plain() throws {
    var pair = Pair()
    try pair.append(.event, 3)
    try pair.append(.summary, 2)
    pair.exchange()
    #expect(pair.taken.map(\.number.sequence) == [1, 2, 3, 1, 2])
    #expect(pair.sender.status.messages == 0)
    #expect(pair.sender.status.lanes.event.acknowledged == 3)
    #expect(pair.frames().isEmpty)
  }

  @Test("gives out nothing of a message before it is durable")
  func notBeforeCommit() throws {
    var pair = Pair()
    pair.exchange()
    _ = try pair.sender.append(OutgoingMessage(.event, time: pair.now, payload: [1]))
    #expect(pair.frames().isEmpty)
    let change = pair.sender.seal(at: pair.now)
    #expect(change?.appended.count == 1)
    #expect(pair.frames().isEmpty)
    #expect(pair.sender.seal(at: pair.now) == nil, "one change at a time")
    pair.sender.committed(at: pair.now)
    #expect(pair.frames().count == 1)
  }

  @Test("acknowledges only what is durable")
  func acknowledgesDurable() throws {
    var pair = Pair()
    try pair.append(.event, 2)
    let frame = pair.frames()[0]
    #expect(pair.receiver.receive(frame, at: pair.now).count == 2)
    #expect(pair.receiver.acknowledgements().isEmpty)
    #expect(pair.receiver.seal(at: pair.now)?.senders.first?.epochs.first?.lanes.event.through == 2)
    #expect(pair.receiver.acknowledgements().isEmpty)
    pair.receiver.committed(at: pair.now)
    #expect(pair.receiver.acknowledgements().count == 1)
  }

  @Test("takes a repeated frame once, and acknowledges it again in case the first was lost")
  func repeated() throws {
    var pair = Pair()
    try pair.append(.event, 2)
    let frame = pair.frames()[0]
    #expect(pair.bring(frame).count == 1)
    #expect(pair.bring(frame).count == 1)
    #expect(pair.taken.count == 2)
    #expect(pair.receiver.counters.known == 2)
  }

  @Test("sends again what was not acknowledged, later each time, up to the longest pause")
  func again() throws {
    var pair = Pair()
    try pair.append(.event, 1)
    #expect(pair.frames().count == 1)
    var pauses: [Int64] = []
    for _ in 0..<6 {
      var waited: Int64 = 0
      while pair.frames().isEmpty {
        pair.wait(100)
        waited += 100
      }
      pauses.append(waited)
    }
    #expect(pauses == [500, 1000, 2000, 4000, 5000, 5000])
    pair.wait(5000)
    pair.exchange()
    #expect(pair.taken.count == 1 && pair.sender.status.messages == 0)
  }

  @Test("after a restart of the sender goes on with the same numbers, and of what was done sends nothing twice")
  func senderRestart() throws {
    var pair = Pair()
    try pair.append(.event, 3)
    pair.exchange()
    try pair.append(.event, 2)
    var state = DeliveryState(epoch: 1)
    state.lanes.event.assigned = 5
    // The removal of 1...3 was lost with the crash.
    state.held = (1...5).map { HeldMessage(number: MessageNumber(.event, $0), time: pair.now, octets: 8) }
    pair.sender = DeliveryNode(name: "edge", state: state)
    try pair.append(.event, 1)
    pair.exchange()
    #expect(pair.taken.map(\.number.sequence) == [1, 2, 3, 4, 5, 6])
    #expect(pair.receiver.counters.known == 3)
  }

  @Test("an outbox with a new epoch counts anew and is taken anew")
  func epoch() throws {
    var pair = Pair()
    try pair.append(.event, 3)
    pair.exchange()
    pair.sender = DeliveryNode(name: "edge", state: DeliveryState(epoch: 2))
    try pair.append(.event, 2)
    pair.exchange()
    #expect(pair.taken.map(\.number.sequence) == [1, 2, 3, 1, 2])
    #expect(pair.receiver.senders.first?.epochs.map(\.epoch) == [1, 2])
  }

  @Test("an acknowledgement of numbers that were never given is counted and changes nothing")
  func impossible() throws {
    var pair = Pair()
    try pair.append(.event, 1)
    var marks = NumberMarks()
    _ = marks.raise(toFloor: 100)
    let frame = AcknowledgementFrame(
      sender: "edge", epoch: 1, lanes: Lanes { $0 == .event ? marks : NumberMarks() })
    _ = pair.sender.receive(DeliveryFrame.acknowledgement(frame).octets, at: pair.now)
    #expect(pair.sender.counters.impossibleAcknowledgements == 1)
    #expect(pair.sender.status.messages == 1)
  }

  @Test("octets that are no frame are counted with the place")
  func malformed() {
    var pair = Pair()
    #expect(pair.receiver.receive([1, 9], at: pair.now).isEmpty)
    #expect(pair.receiver.counters.malformed == 1)
    #expect(pair.receiver.counters.lastMalformed == DeliveryFrameError(.kind, offset: 1))
  }

  @Test("a message too long for any frame is refused at its producer")
  func tooLong() {
    var pair = Pair()
    let payload = [UInt8](repeating: 0, count: OutgoingMessage.greatestPayload + 1)
    #expect(throws: DeliveryPayloadError.self) {
      try pair.sender.append(OutgoingMessage(.event, time: pair.now, payload: payload))
    }
    #expect(pair.sender.counters.tooLong == 1)
  }

  @Test("of more senders than are remembered, the further ones are refused and counted")
  func senders() {
    var receiver = DeliveryNode(name: "region", state: DeliveryState(epoch: 1))
    for index in 0...Inbox.greatestSenders {
      let frame = MessageFrame(
        sender: "s\(index)", epoch: 1, floors: Lanes(repeating: 1), thinned: Lanes(repeating: 0), messages: [])
      _ = receiver.receive(DeliveryFrame.messages(frame).octets, at: Instant(milliseconds: 0))
    }
    #expect(receiver.counters.tooManySenders == 1)
  }

  @Test("of more epochs than are remembered the oldest is forgotten, and what comes of it is refused")
  func epochs() {
    var inbox = Inbox(senders: [])
    func frame(_ epoch: Int) -> MessageFrame {
      MessageFrame(
        sender: "edge", epoch: UInt64(epoch), floors: Lanes(repeating: 1), thinned: Lanes(repeating: 0),
        messages: [NumberedMessage(number: MessageNumber(.event, 1), time: Instant(milliseconds: 0), payload: [])])
    }
    for epoch in 1...Inbox.greatestEpochs + 1 { #expect(inbox.take(frame(epoch)).accepted.count == 1) }
    let outcome = inbox.take(frame(1))
    #expect(outcome.accepted.isEmpty && outcome.rejected.first?.reason == .epoch)
    #expect(inbox.marks(of: "edge")?.epochs.count == Inbox.greatestEpochs)
    #expect(inbox.take(frame(2)).rejected.first?.reason == .known)
  }
}
