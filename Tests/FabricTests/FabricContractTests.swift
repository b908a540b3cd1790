import Fabric
import Synchronization
import Testing

/// What a listener got.
final class Received: Sendable {
  private let shared = Mutex<[[UInt8]]>([])
  var frames: [[UInt8]] { shared.withLock { $0 } }
  func add(_ octets: [UInt8]) { shared.withLock { $0.append(octets) } }
}

/// A fabric that has to keep the contract.
struct FabricUnderTest: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var make: @Sendable () throws -> any Fabric

  static let all = [
    FabricUnderTest(testDescription: "in one process") { LocalFabric() },
    FabricUnderTest(testDescription: "with faults that are off") {
      FaultyFabric(on: LocalFabric(), faults: .init(), seed: 1)
    },
  ]
}

@Suite("a fabric", .timeLimit(.minutes(1)))
struct FabricContractTests {
  /// Waits until something holds; the test's time limit ends it where it never does.
  static func eventually(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }

  @Test("brings a frame whole and unchanged to its end, and to no other", arguments: FabricUnderTest.all)
  func brings(_ subject: FabricUnderTest) async throws {
    let fabric = try subject.make()
    let here = Received()
    let there = Received()
    let first = try fabric.subscribe("here") { here.add($0) }
    let second = try fabric.subscribe("there") { there.add($0) }
    let large = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    fabric.publish([], to: "here")
    fabric.publish(large, to: "here")
    fabric.publish([1], to: "there")
    try await Self.eventually { here.frames.count >= 2 && there.frames.count >= 1 }
    #expect(here.frames.contains(large) && here.frames.contains([]) && there.frames == [[1]])
    first.cancel()
    second.cancel()
  }

  @Test("brings a frame to everyone who listens at its end", arguments: FabricUnderTest.all)
  func everyone(_ subject: FabricUnderTest) async throws {
    let fabric = try subject.make()
    let one = Received()
    let two = Received()
    let first = try fabric.subscribe("end") { one.add($0) }
    let second = try fabric.subscribe("end") { two.add($0) }
    fabric.publish([7], to: "end")
    try await Self.eventually { !one.frames.isEmpty && !two.frames.isEmpty }
    first.cancel()
    second.cancel()
  }

  @Test("brings nothing to who listens no more", arguments: FabricUnderTest.all)
  func cancelled(_ subject: FabricUnderTest) async throws {
    let fabric = try subject.make()
    let gone = Received()
    let there = Received()
    let first = try fabric.subscribe("end") { gone.add($0) }
    let second = try fabric.subscribe("end") { there.add($0) }
    first.cancel()
    first.cancel()
    fabric.publish([7], to: "end")
    try await Self.eventually { !there.frames.isEmpty }
    #expect(gone.frames.isEmpty)
    second.cancel()
  }

  @Test("takes a frame for an end where nobody listens, and loses it", arguments: FabricUnderTest.all)
  func nobody(_ subject: FabricUnderTest) throws {
    try subject.make().publish([1], to: "nobody")
  }

  @Test("refuses an end without a name", arguments: FabricUnderTest.all)
  func nameless(_ subject: FabricUnderTest) throws {
    let fabric = try subject.make()
    #expect(throws: FabricError.self) { _ = try fabric.subscribe("") { _ in } }
  }

  @Test("is used from many threads at once", arguments: FabricUnderTest.all)
  func threads(_ subject: FabricUnderTest) async throws {
    let fabric = try subject.make()
    let received = Received()
    let subscription = try fabric.subscribe("end") { received.add($0) }
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<200 {
            fabric.publish([UInt8(task), UInt8(index)], to: "end")
            if index % 10 == 0, let other = try? fabric.subscribe("end-\(task)", { _ in }) { other.cancel() }
          }
        }
      }
    }
    try await Self.eventually { received.frames.count == 1600 }
    #expect(Set(received.frames).count == 1600)
    subscription.cancel()
  }

  @Test("with faults loses, repeats and reorders, the same for the same seed")
  func faults() throws {
    func run() throws -> [[UInt8]] {
      let received = Received()
      let fabric = FaultyFabric(
        on: LocalFabric(), faults: .init(loss: 0.2, repetition: 0.2, delay: 0.2), seed: 5)
      let subscription = try fabric.subscribe("end") { received.add($0) }
      for index in 0..<200 { fabric.publish([UInt8(index)], to: "end") }
      subscription.cancel()
      return received.frames
    }
    let frames = try run()
    let numbers = frames.map { $0[0] }
    #expect(Set(numbers).count < 200 && numbers.count > Set(numbers).count && numbers != numbers.sorted())
    #expect(try run() == frames)
  }
}
