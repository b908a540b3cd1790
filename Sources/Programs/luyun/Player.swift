import Glibc
import Kernel
import LinuxIO
import MessagesCSAE
import Recording

/// Sends recorded datagrams through real sockets at the pace at which they came.
struct Player {
  private let datagrams: [RecordedDatagram]
  private let target: (RecordedDatagram) -> NetworkEndpoint
  private let speed: Double?
  private let retiming: Retiming?
  private let senders: (NetworkAddress) -> NetworkAddress?
  private var sockets: [NetworkAddress: DatagramSender] = [:]
  private(set) var sent: UInt64 = 0

  /// Makes a player. `speed` nil sends without waiting. `from` gives the local address to send from, for a replay on one
  /// machine in which each unit keeps an address of its own; nil leaves it to the system.
  ///
  /// Throws ``SocketError``.
  init(
    _ datagrams: [RecordedDatagram], to target: @escaping (RecordedDatagram) -> NetworkEndpoint, speed: Double?,
    retimes: Bool, dialect: Dialect = .ydt3709_2020,
    from senders: @escaping (NetworkAddress) -> NetworkAddress? = { _ in nil }
  ) throws {
    self.datagrams = datagrams
    self.target = target
    self.speed = speed
    self.senders = senders
    retiming = retimes ? Retiming(dialect: dialect) : nil
  }

  /// Datagrams that the system did not take.
  var refused: UInt64 { sockets.values.reduce(0) { $0 + $1.refusedCount + $1.shed } }

  /// Plays everything once, or until the program is asked to stop. `progress` is told the share and the number sent.
  mutating func play(progress: (Double, UInt64) -> Void) throws {
    guard let first = datagrams.first else { return }
    let begin = SystemClock.realtime()
    let start = SystemClock.monotonic()
    for (index, datagram) in datagrams.enumerated() {
      if StopRequest.isAsked { return }
      let into = datagram.time - first.time
      if let speed { wait(until: start + .seconds(into.seconds / speed)) }
      // Where the pace is another than that of the clock, times follow the clock: what is sent now happened now.
      let shift = (speed == 1 ? begin + into : SystemClock.realtime()) - datagram.time
      try send(datagram, shift)
      if index % 64 == 0 { progress(Double(index) / Double(datagrams.count), sent) }
    }
    for socket in sockets.values { socket.flush() }
    progress(1, sent)
  }

  private mutating func send(_ datagram: RecordedDatagram, _ shift: Interval) throws {
    let octets = retiming?.moved(datagram.payload, recordedAt: datagram.time, by: shift) ?? datagram.payload
    let endpoint = target(datagram)
    let local = senders(datagram.envelope.source.address)
    let socket = try self.socket(local ?? (endpoint.address.isIPv4 ? .anyIPv4 : .anyIPv6))
    let isQueued = octets.withUnsafeBytes { socket.append($0, to: endpoint) }
    if isQueued { sent += 1 }
    socket.flush()
  }

  private mutating func socket(_ local: NetworkAddress) throws -> DatagramSender {
    if let socket = sockets[local] { return socket }
    let socket = try DatagramSender(local: NetworkEndpoint(address: local, port: 0))
    sockets[local] = socket
    return socket
  }

  private func wait(until instant: Instant) {
    while !StopRequest.isAsked {
      let left = (instant - SystemClock.monotonic()).nanoseconds
      if left <= 0 { return }
      var pause = timespec(tv_sec: 0, tv_nsec: Int(min(left, 50_000_000)))
      nanosleep(&pause, nil)
    }
  }
}
