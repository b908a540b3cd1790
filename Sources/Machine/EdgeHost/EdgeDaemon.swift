public import EdgeCore
import Glibc
import Ingest
public import Kernel
public import LinuxIO
import PackedEncoding
public import RoadModel
import Synchronization
import Telemetry

/// One edge at work: a thread that receives, decodes, fuses and publishes, with nothing in between.
///
/// The thread owns the core. Others see it through ``status()``, a value that is exchanged ten times a second.
public final class EdgeDaemon: Sendable {
  /// What others may know of the daemon at an instant.
  public struct Status: Sendable {
    /// The scene and all that belongs to it.
    public var snapshot: EdgeSnapshot
    /// The latencies of its stages.
    public var stages: [StageReport]
    /// Accepted and dropped datagrams a second, over the last second.
    public var datagramsPerSecond: Double
    /// The scheduling class of its thread.
    public var schedulingClass: SchedulingClass
    /// Why the real-time class was not granted; nil where it was, or was not wanted.
    public var schedulingRefusal: String?
    /// How far the recording is; nil where nothing is recorded.
    public var recording: Recorder.Progress?
    /// The counters of the socket.
    public var socket: DatagramReceiver.Counters
    /// Receive calls that failed; each is tried again after 10 ms.
    public var socketFailures: UInt64
    /// The newest second of traffic, as it went to the region; nil before the first.
    public var summary: TrafficSummary?
    /// What became of the datagrams for units, for each downlink of the configuration.
    public var downlinks: [DownlinkSendingCounters]
  }

  /// How it was configured.
  public let configuration: DaemonConfiguration
  /// Where it listens, the port that was found included.
  public let local: NetworkEndpoint
  /// The receive buffer that the kernel granted, in octets.
  public let grantedBufferOctets: Int

  private let receiver: DatagramReceiver
  private let recorder: Recorder?
  private let tell: @Sendable ([EdgeEffect]) -> Void
  private let shared = Mutex<Status?>(nil)
  private let thread = Mutex<DedicatedThread?>(nil)

  /// Binds the socket. Nothing is received before ``start()``.
  ///
  /// `tell` is given what the core tells its region, ten times a second on the edge's own thread: it must not wait.
  ///
  /// Throws ``SocketError`` with one sentence: the port in use and by whom, an address that is not here, no permission.
  public init(
    _ configuration: DaemonConfiguration, recorder: Recorder? = nil,
    tell: @escaping @Sendable ([EdgeEffect]) -> Void = { _ in }
  ) throws(SocketError) {
    self.configuration = configuration
    self.recorder = recorder
    self.tell = tell
    var socket = DatagramReceiver.Configuration(local: configuration.listen)
    socket.receiveBufferOctets = configuration.receiveBufferOctets
    receiver = try DatagramReceiver(socket)
    local = receiver.local
    grantedBufferOctets = receiver.grantedBufferOctets
  }

  /// Starts the thread.
  ///
  /// Throws ``ByteStreamError`` where the system gives no thread.
  public func start() throws(ByteStreamError) {
    let started = try DedicatedThread(name: "edge-\(configuration.edge.id)") { [self] in run() }
    thread.withLock { $0 = started }
  }

  /// Stops the thread after the datagrams that it has, and waits for it.
  public func stop() {
    receiver.signal.stop()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  /// The newest status; nil before the first publication.
  public func status() -> Status? { shared.withLock { $0 } }

  // MARK: The thread

  private func run() {
    var refusal: String?
    if configuration.wantsRealTime, case .refused(let sentence) = SchedulingClass.requestFIFO(priority: 10) {
      refusal = sentence
    }
    guard let batch = try? DatagramBatch() else { return }
    let core = EdgeCore(configuration: configuration.edge)
    var loop = CoreLoop(core: core, recorder: recorder, destination: local, refusal: refusal, tell: tell)
    if let egress = core.egress {
      // Units expect what comes to them from where they send to.
      guard let sender = try? DatagramSender(sharing: receiver) else { return }
      loop.sending = DownlinkSending(egress, sender)
    }
    while true {
      let now = SystemClock.realtime()
      if loop.isDue(at: now) { publish(loop.tick(at: now, receiver.counters())) }
      loop.send()
      let wait = loop.wait
      let outcome: ReceiveOutcome
      do throws(SocketError) { outcome = try receiver.receive(into: batch, timeout: wait) } catch {
        loop.socketFailures += 1
        // A socket that fails again and again must not take the processor from everyone else.
        usleep(10_000)
        continue
      }
      switch outcome {
      case .received: loop.take(batch)
      case .timedOut, .woken: break
      case .stopped:
        publish(loop.tick(at: SystemClock.realtime(), receiver.counters()))
        return
      }
    }
  }

  private func publish(_ status: Status) { shared.withLock { $0 = status } }
}

/// The state of the core's thread.
private struct CoreLoop {
  let core: EdgeCore
  let recorder: Recorder?
  let destination: NetworkEndpoint
  let refusal: String?
  let tell: @Sendable ([EdgeEffect]) -> Void
  let times = StageTimes()
  /// What sends to units; nil where none is served.
  var sending: DownlinkSending?
  var nextTick: Instant
  var socketFailures: UInt64 = 0
  private var effects: [EdgeEffect] = []
  private var sequence: UInt64 = 0
  private var kernelDrops: UInt64 = 0
  private var truncated: UInt64 = 0
  private var rateStart: (at: Instant, received: UInt64)?
  private var rate = 0.0
  private var summary: TrafficSummary?

  init(
    core: EdgeCore, recorder: Recorder?, destination: NetworkEndpoint, refusal: String?,
    tell: @escaping @Sendable ([EdgeEffect]) -> Void
  ) {
    self.core = core
    self.recorder = recorder
    self.destination = destination
    self.refusal = refusal
    self.tell = tell
    nextTick = SystemClock.realtime()
    effects.reserveCapacity(64)
  }

  /// Whether the scene is to be published: its time has come, or the clock was set back.
  func isDue(at now: Instant) -> Bool { now >= nextTick || nextTick - now > EdgeCore.period }

  /// How long nothing is to be done but to receive.
  var wait: Interval {
    let tick = nextTick - SystemClock.realtime()
    guard let due = sending?.due else { return max(tick, .zero) }
    return max(min(tick, due - SystemClock.monotonic()), .zero)
  }

  /// Sends what is due to units.
  mutating func send() {
    if sending?.due != nil { sending?.send(until: SystemClock.monotonic()) }
  }

  /// Hands a batch to the core, one datagram after the other.
  mutating func take(_ batch: DatagramBatch) {
    var before = SystemClock.realtime()
    for index in 0..<batch.count {
      let received = batch[index]
      guard let octets = received.payload.baseAddress else {
        let datagram = Datagram(
          octets: CoreLoop.nothing, count: 0, source: received.source.address, receivedAt: received.time)
        core.handle(datagram, at: before, into: &effects)
        continue
      }
      let datagram = Datagram(
        octets: octets.assumingMemoryBound(to: UInt8.self), count: received.payload.count,
        source: received.source.address, receivedAt: received.time)
      times.record(.receive, max(before - received.time, .zero))
      before = finish(core.decode(datagram, at: before), of: datagram, from: before)
      while core.hasMore { before = finish(core.decodeNext(of: datagram, at: before), of: datagram, from: before) }
      recorder?.record(received, destination: destination)
    }
  }

  /// Takes a message that was decoded from an instant on, or was dropped, into the scene; the instant when that is done.
  private mutating func finish(_ admitted: AdmittedMessage?, of datagram: Datagram, from start: Instant) -> Instant {
    let decoded = SystemClock.realtime()
    times.record(.decode, decoded - start)
    guard let admitted else { return decoded }
    core.apply(admitted, at: start, into: &effects)
    let fused = SystemClock.realtime()
    times.record(.fuse, fused - decoded)
    times.record(.total, max(fused - datagram.receivedAt, .zero))
    return fused
  }

  /// Octets to point at where a datagram has none: zero of them are read, the padding behind is.
  ///
  /// Safe to share: the memory is filled before the pointer is given out, and never written again.
  nonisolated(unsafe) private static let nothing: UnsafePointer<UInt8> = {
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: DecodeContext.padding * 2)
    room.initialize(repeating: 0, count: DecodeContext.padding * 2)
    return UnsafePointer(room)
  }()

  /// Publishes the scene and gives the status to show.
  mutating func tick(at now: Instant, _ socket: DatagramReceiver.Counters) -> EdgeDaemon.Status {
    countDrops(socket)
    let start = SystemClock.monotonic()
    // The next cycle's messages take the place of this one's.
    sending?.sendAll()
    core.advance(to: now, into: &effects)
    for case .messagesReady in effects { sending?.begin(at: start) }
    for case .summary(let newest) in effects { summary = newest }
    tell(effects)
    effects.removeAll(keepingCapacity: true)
    sequence += 1
    let snapshot = core.snapshot(at: now, sequence: sequence)
    measureRate(snapshot.counters.received, now)
    let end = SystemClock.monotonic()
    times.record(.emit, end - start)
    // Ticks keep their rhythm; after a pause, or where the clock was set back, they do not try to catch up.
    nextTick = nextTick - now > EdgeCore.period ? now + EdgeCore.period : max(nextTick + EdgeCore.period, now)
    return EdgeDaemon.Status(
      snapshot: snapshot, stages: times.report(at: end), datagramsPerSecond: rate,
      schedulingClass: .ofThisThread, schedulingRefusal: refusal, recording: recorder?.progress, socket: socket,
      socketFailures: socketFailures, summary: summary, downlinks: sending?.counters ?? [])
  }

  private mutating func countDrops(_ socket: DatagramReceiver.Counters) {
    if socket.kernelDrops > kernelDrops { core.ingest.countKernelDrops(socket.kernelDrops - kernelDrops) }
    kernelDrops = socket.kernelDrops
    for _ in 0..<(socket.truncated - truncated) { core.ingest.countTooLarge() }
    truncated = socket.truncated
  }

  private mutating func measureRate(_ received: UInt64, _ now: Instant) {
    guard let start = rateStart else {
      rateStart = (now, received)
      return
    }
    let seconds = (now - start.at).seconds
    guard seconds >= 1 else { return }
    rate = Double(received - start.received) / seconds
    rateStart = (now, received)
  }
}
