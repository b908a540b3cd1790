import Kernel
import LinuxIO
import Testing

/// Sends arrays, and receives everything that was sent by then.
struct Exchange {
  let receiver: DatagramReceiver
  let sender: DatagramSender
  let destination: NetworkEndpoint
  let batch: DatagramBatch

  init(listen: String, to host: String, bufferOctets: Int = 4 << 20, capacity: Int = 64) throws {
    var configuration = DatagramReceiver.Configuration(local: try NetworkEndpoint(parsing: listen))
    configuration.receiveBufferOctets = bufferOctets
    receiver = try DatagramReceiver(configuration)
    let address = try NetworkAddress(parsing: host)
    destination = NetworkEndpoint(address: address, port: receiver.local.port)
    sender = try DatagramSender(local: NetworkEndpoint(address: address, port: 0))
    batch = try DatagramBatch(capacity: capacity)
  }

  func send(_ payload: [UInt8]) { payload.withUnsafeBytes { _ = sender.append($0, to: destination) } }

  /// Calls until nothing more waits.
  func drain(_ body: (ReceivedDatagram) -> Void = { _ in }) throws -> Int {
    var count = 0
    while case .received(let more) = try receiver.receive(into: batch, timeout: .zero) {
      count += more
      for index in 0..<more { body(batch[index]) }
    }
    return count
  }
}

/// Whether this machine has IPv6 on its loopback.
let hasIPv6: Bool = {
  let loopback = NetworkEndpoint(address: .loopbackIPv6, port: 0)
  do {
    _ = try DatagramReceiver(DatagramReceiver.Configuration(local: loopback))
    return true
  } catch { return false }
}()

@Suite("datagrams over the loopback", .timeLimit(.minutes(2)))
struct DatagramTests {
  static let ways: [(listen: String, host: String)] =
    [("127.0.0.1:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.1")]
    + (hasIPv6 ? [("[::1]:0", "::1"), ("[::]:0", "::1"), ("[::]:0", "127.0.0.1")] : [])

  @Test("what is sent arrives in order, with its sender and the kernel's time, and zeros behind it", arguments: ways)
  func exchange(listen: String, host: String) throws {
    let exchange = try Exchange(listen: listen, to: host)
    var random = SeededRandom(seed: 1)
    let before = SystemClock.realtime()
    let payloads = (0..<300).map { _ in
      (0..<random.below(2049)).map { _ in UInt8(truncatingIfNeeded: random.next() | 1) }
    }
    var arrived: [[UInt8]] = []
    var lastTime = before
    func check(_ datagram: ReceivedDatagram) {
      arrived.append(Array(datagram.payload))
      #expect(datagram.source == exchange.sender.local)
      #expect(datagram.timeIsFromKernel)
      #expect(datagram.time >= lastTime)
      lastTime = datagram.time
      let padded = UnsafeRawBufferPointer(start: datagram.payload.baseAddress, count: datagram.payload.count + 64)
      #expect(padded[datagram.payload.count...].allSatisfy { $0 == 0 })
      #expect(UInt(bitPattern: datagram.payload.baseAddress) % 64 == 0)
    }
    for (index, payload) in payloads.enumerated() {
      exchange.send(payload)
      if index % 100 == 99 {
        exchange.sender.flush()
        #expect(try exchange.drain(check) == 100)
      }
    }
    #expect(arrived == payloads)
    #expect(lastTime <= SystemClock.realtime())
    #expect(lastTime > before)
    #expect(exchange.sender.sent == 300)
    let counters = exchange.receiver.counters()
    #expect(counters.datagrams == 300)
    #expect(counters.octets == UInt64(payloads.reduce(0) { $0 + $1.count }))
    #expect(counters.kernelDrops == 0 && counters.larger == 0 && counters.withoutKernelTime == 0)
  }

  @Test("a call fills the batch and the next goes on", arguments: [1, 7, 64])
  func batches(capacity: Int) throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1", capacity: capacity)
    for _ in 0..<130 { exchange.send([1]) }
    exchange.sender.flush()
    var counts: [Int] = []
    while case .received(let count) = try exchange.receiver.receive(into: exchange.batch, timeout: .zero) {
      counts.append(count)
    }
    #expect(counts.reduce(0, +) == 130)
    #expect(counts.dropLast().allSatisfy { $0 == capacity })
    #expect(exchange.batch.count == 0 || exchange.batch.count == counts.last)
  }

  @Test("datagrams larger than usual arrive whole and are counted", arguments: ways)
  func larger(listen: String, host: String) throws {
    let exchange = try Exchange(listen: listen, to: host)
    let sizes = [0, 1, 2047, 2048, 2049, 9000, 65_507]
    let payloads = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) } }
    for payload in payloads { exchange.send(payload) }
    exchange.sender.flush()
    var arrived: [[UInt8]] = []
    _ = try exchange.drain { arrived.append(Array($0.payload)) }
    #expect(arrived == payloads)
    #expect(exchange.receiver.counters().larger == 3)
    #expect(exchange.receiver.counters().truncated == 0)
  }

  @Test(
    "every datagram is received or counted as dropped by the kernel when its queue overflows",
    arguments: [4096, 20_000, 300_000])
  func overflow(bufferOctets: Int) throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1", bufferOctets: bufferOctets)
    let payload = [UInt8](repeating: 7, count: 100)
    var received = 0
    for round in 1...3 {
      for _ in 0..<5000 { exchange.send(payload) }
      exchange.sender.flush()
      #expect(exchange.sender.sent == UInt64(round * 5000))
      received += try exchange.drain()
      let counters = exchange.receiver.counters()
      #expect(counters.datagrams == UInt64(received))
      #expect(counters.datagrams + counters.kernelDrops == exchange.sender.sent)
      #expect(counters.kernelDrops > 0)
    }
  }

  @Test("a receiver that is flooded while it receives loses none unseen")
  func flood() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1", bufferOctets: 100_000)
    let receiver = exchange.receiver
    let thread = try DedicatedThread(name: "receiver") {
      guard let batch = try? DatagramBatch() else { return }
      while let outcome = try? receiver.receive(into: batch, timeout: nil), outcome != .woken {}
      while case .received = try? receiver.receive(into: batch, timeout: .zero) {}
    }
    let payload = [UInt8](repeating: 7, count: 300)
    for _ in 0..<50_000 { exchange.send(payload) }
    exchange.sender.flush()
    receiver.signal.wake()
    thread.join()
    let counters = receiver.counters()
    #expect(exchange.sender.sent == 50_000)
    #expect(counters.datagrams + counters.kernelDrops == 50_000)
    #expect(counters.datagrams > 0)
  }

  @Test("a blocked receiver stops at once, and stays stopped")
  func stop() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1")
    let receiver = exchange.receiver
    let thread = try DedicatedThread(name: "receiver") {
      guard let batch = try? DatagramBatch() else { return }
      // Without end: only the stop lets it return, or the time limit of the suite fails the test.
      while let outcome = try? receiver.receive(into: batch, timeout: nil), outcome != .stopped {}
    }
    receiver.signal.wake()
    receiver.signal.stop()
    thread.join()
    exchange.send([1])
    exchange.sender.flush()
    #expect(try receiver.receive(into: exchange.batch, timeout: nil) == .stopped)
  }

  @Test("a wake goes before datagrams, counts once, and loses none")
  func wake() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1", capacity: 1)
    for _ in 0..<3 { exchange.send([1]) }
    exchange.sender.flush()
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: nil) == .received(1))
    exchange.receiver.signal.wake()
    exchange.receiver.signal.wake()
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: nil) == .woken)
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: nil) == .received(1))
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: nil) == .received(1))
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: .zero) == .timedOut)
  }

  @Test("a receiver without datagrams waits as long as it was told and not less")
  func timeout() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1")
    let start = SystemClock.monotonic()
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: .milliseconds(30)) == .timedOut)
    #expect(SystemClock.monotonic() - start >= .milliseconds(30))
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: .milliseconds(-5)) == .timedOut)
  }

  @Test("an answer from the receiver's own port reaches the unit that sent")
  func sharing() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1")
    let unit = try DatagramReceiver(
      DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0)))
    let answers = try DatagramSender(sharing: exchange.receiver)
    #expect([5, 6].withUnsafeBytes { answers.append($0, to: unit.local) })
    answers.flush()
    #expect(try unit.receive(into: exchange.batch, timeout: .seconds(10)) == .received(1))
    #expect(exchange.batch[0].source == exchange.receiver.local)
  }

  @Test("the granted queue is what the kernel says")
  func grantedBuffer() throws {
    let small = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1", bufferOctets: 50_000)
    #expect(small.receiver.grantedBufferOctets == 100_000)
  }
}

@Suite("sending datagrams")
struct SenderTests {
  @Test("what the system refuses is counted by its error, and the rest goes on")
  func refused() throws {
    let exchange = try Exchange(listen: "127.0.0.1:0", to: "127.0.0.1")
    exchange.send([1])
    exchange.send([UInt8](repeating: 0, count: 65_508))
    exchange.send([2])
    exchange.send([UInt8](repeating: 0, count: 65_509))
    exchange.send([3])
    exchange.sender.flush()
    #expect(exchange.sender.waiting == 0)
    #expect(exchange.sender.sent == 3)
    var arrived: [[UInt8]] = []
    _ = try exchange.drain { arrived.append(Array($0.payload)) }
    #expect(arrived == [[1], [2], [3]])
    #expect(exchange.sender.refused.map(\.count) == [2])
    #expect(
      exchange.sender.refused.first?.error.description
        == "cannot send to \(exchange.destination): the datagram is longer than the path or UDP allows; send smaller ones"
    )
  }

  @Test("a datagram longer than any, or of another IP version than the socket, is refused before it waits")
  func impossible() throws {
    let sender = try DatagramSender(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    let giant = [UInt8](repeating: 0, count: 70_000)
    let here = NetworkEndpoint(address: .loopbackIPv4, port: 9)
    #expect(!giant.withUnsafeBytes { sender.append($0, to: here) })
    let other = NetworkEndpoint(address: .loopbackIPv6, port: 9)
    #expect(![1].withUnsafeBytes { sender.append($0, to: other) })
    #expect(sender.refused.map(\.count) == [1, 1])
    #expect(sender.waiting == 0)
  }

  @Test("a sender without an address of its own reaches IPv4 and IPv6", arguments: DatagramTests.ways)
  func dualStack(listen: String, host: String) throws {
    let exchange = try Exchange(listen: listen, to: host)
    let sender = try DatagramSender()
    #expect([5].withUnsafeBytes { sender.append($0, to: exchange.destination) })
    sender.flush()
    #expect(sender.refused.isEmpty)
    #expect(try exchange.receiver.receive(into: exchange.batch, timeout: .seconds(10)) == .received(1))
    #expect(exchange.batch[0].source.address == exchange.destination.address)
  }

  @Test("datagrams are marked for the network", arguments: ["127.0.0.1:0", hasIPv6 ? "[::1]:0" : "0.0.0.0:0"])
  func differentiatedServices(local: String) throws {
    let sender = try DatagramSender(local: try NetworkEndpoint(parsing: local))
    #expect(sender.differentiatedServices == 0)
    try sender.setDifferentiatedServices(46)
    #expect(sender.differentiatedServices == 46)
  }
}
