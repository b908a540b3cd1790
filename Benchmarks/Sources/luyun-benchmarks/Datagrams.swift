import Foundation
import Kernel
import LinuxIO
import MessagesCSAE
import PackedEncoding
import Peers

/// The receiver and sender of the rim against bare loops in C.
enum DatagramMeasures {
  private static let messages = 15_000
  private static let rounds = 31

  /// The drain: datagrams are queued first, then taken out and decoded, so that only the receiver is measured.
  static func printDrain(_ message: SampleMessage) throws {
    let octets = PaddedOctets(message.octets)
    let receiver = try makeReceiver()
    let batch = try DatagramBatch()
    let decoder = MessageDecoder()
    var bare = UInt16(0)
    var timed = UInt16(0)
    let sockets = [datagramsOpen(&bare, false), datagramsOpen(&timed, true)]
    defer { for socket in sockets { datagramsClose(socket) } }
    var samples: [[Double]] = [[], [], []]
    for round in 0..<rounds {
      for turn in 0..<3 {
        switch (turn + round) % 3 {
        case 0:
          fill(receiver.local.port, octets)
          samples[0].append(try clock { try drain(receiver, batch, decoder) })
        case 1:
          fill(bare, octets)
          samples[1].append(clock { datagramsDrain(sockets[0], messages) })
        default:
          fill(timed, octets)
          samples[2].append(clock { datagramsDrain(sockets[1], messages) })
        }
      }
    }
    let each = samples.map { median($0) / Double(messages) }
    func rate(_ other: Int) -> Double { median(zip(samples[other], samples[0]).map { $0 / $1 }) }
    print("\nINGEST  (\(messages) queued datagrams of \(octets.count) octets, received and decoded; \(rounds) rounds)")
    print(String(format: "  Swift receiver and decoder         %6.0f ns a datagram", each[0]))
    print(String(format: "  bare C, recvmmsg                   %6.0f ns   rate of Swift to it %.3f", each[1], rate(1)))
    print(
      String(format: "  the same with the kernel's times   %6.0f ns   rate of Swift to it %.3f", each[2], rate(2)))
    print("  allocations a datagram of the Swift: \(try allocationsOfDrain(receiver, batch, decoder, octets))")
  }

  /// In to out: a datagram is sent, decoded and sent back.
  static func printEcho(_ message: SampleMessage) throws {
    let octets = PaddedOctets(message.octets)
    let receiver = try makeReceiver()
    let thread = try DedicatedThread(name: "echo") { try? echo(receiver) }
    var port = UInt16(0)
    let socket = datagramsOpen(&port, false)
    let peer = try DedicatedThread(name: "bare echo") { datagramsEcho(socket) }
    var middle: [Double] = []
    var late: [Double] = []
    var swift: [Double] = []
    var c: [Double] = []
    for round in 0..<20 {
      let order = round % 2 == 0 ? [receiver.local.port, port] : [port, receiver.local.port]
      let times = order.map { ping($0, octets) }
      let (mine, theirs) = round % 2 == 0 ? (times[0], times[1]) : (times[1], times[0])
      guard !mine.isEmpty, !theirs.isEmpty else { continue }
      middle.append(quantile(mine, 0.5) / quantile(theirs, 0.5))
      late.append(quantile(mine, 0.99) / quantile(theirs, 0.99))
      swift += mine
      c += theirs
    }
    receiver.signal.stop()
    _ = datagramsFill(port, octets.base, 1, 1)
    thread.join()
    peer.join()
    datagramsClose(socket)
    guard !middle.isEmpty else { return print("  nothing came back") }
    print("\nIN TO OUT  (a datagram there and back over the loopback; 20 rounds of 500, alternating)")
    for (name, times) in [("Swift", swift), ("bare C", c)] {
      print(
        "  " + name.padding(toLength: 8, withPad: " ", startingAt: 0)
          + String(
            format: "p50 %6.1f us   p99 %6.1f us   p99.9 %6.1f us", quantile(times, 0.5), quantile(times, 0.99),
            quantile(times, 0.999)))
    }
    print(String(format: "  Swift to C, median of the rounds: p50 %.3f, p99 %.3f", median(middle), median(late)))
  }

  private static func makeReceiver() throws -> DatagramReceiver {
    var configuration = DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    configuration.receiveBufferOctets = 64 << 20
    return try DatagramReceiver(configuration)
  }

  private static func fill(_ port: UInt16, _ octets: PaddedOctets) {
    let sent = datagramsFill(port, octets.base, octets.count, messages)
    precondition(sent == messages, "only \(sent) datagrams were sent")
  }

  private static func clock(_ body: () throws -> Int) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    let count = try body()
    let time = Double(DispatchTime.now().uptimeNanoseconds - start)
    precondition(count == messages, "only \(count) of \(messages) datagrams came: the socket's queue is too small")
    return time
  }

  private static func drain(_ receiver: DatagramReceiver, _ batch: DatagramBatch, _ decoder: MessageDecoder) throws
    -> Int
  {
    var good = 0
    var received = 0
    while received < messages {
      guard case .received(let count) = try receiver.receive(into: batch, timeout: .milliseconds(200)) else { break }
      for index in 0..<count where isMessage(batch[index], decoder) { good += 1 }
      received += count
    }
    return good
  }

  private static func isMessage(_ datagram: ReceivedDatagram, _ decoder: MessageDecoder) -> Bool {
    guard let start = datagram.payload.baseAddress else { return false }
    let octets = start.assumingMemoryBound(to: UInt8.self)
    return decoder.decode(octets, count: datagram.payload.count, as: .ydt3709_2020) != nil
  }

  private static func allocationsOfDrain(
    _ receiver: DatagramReceiver, _ batch: DatagramBatch, _ decoder: MessageDecoder, _ octets: PaddedOctets
  ) throws -> Double {
    fill(receiver.local.port, octets)
    let before = allocationCount()
    _ = try drain(receiver, batch, decoder)
    return Double(allocationCount() - before) / Double(messages)
  }

  private static func echo(_ receiver: DatagramReceiver) throws {
    let batch = try DatagramBatch()
    let sender = try DatagramSender(sharing: receiver)
    let decoder = MessageDecoder()
    while true {
      switch try receiver.receive(into: batch, timeout: nil) {
      case .received(let count):
        for index in 0..<count where isMessage(batch[index], decoder) {
          sender.append(batch[index].payload, to: batch[index].source)
        }
        sender.flush()
      case .stopped: return
      default: continue
      }
    }
  }

  private static func ping(_ port: UInt16, _ octets: PaddedOctets) -> [Double] {
    var times = [Double](repeating: 0, count: 500)
    let count = datagramsPing(port, octets.base, octets.count, 500, &times)
    return Array(times.prefix(count))
  }

  private static func quantile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted[min(Int(Double(sorted.count) * part), sorted.count - 1)]
  }
}
