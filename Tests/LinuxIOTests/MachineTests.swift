import Glibc
import Kernel
import LinuxIO
import Synchronization
import Testing

@Suite("sockets that cannot be opened")
struct SocketErrorTests {
  @Test("a port that is taken is named, and so is who holds it")
  func portInUse() throws {
    let holder = try DatagramReceiver(
      DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0)))
    let error = #expect(throws: SocketError.self) {
      try DatagramReceiver(DatagramReceiver.Configuration(local: holder.local))
    }
    #expect(
      error?.description
        == "cannot listen on \(holder.local): another program holds UDP port \(holder.local.port); stop it or choose "
        + "another port")
    guard case .taken(let holders) = PortProbe.datagram(holder.local) else {
      Issue.record("the port was not found taken")
      return
    }
    #expect(holders.map(\.process) == [Int(getpid())])
  }

  @Test("a port is free again when its receiver is gone")
  func free() throws {
    // An address that no other test uses, so that none of them takes the port meanwhile.
    let own = NetworkEndpoint(address: NetworkAddress(127, 77, 0, 1), port: 0)
    var holder: DatagramReceiver? = try DatagramReceiver(DatagramReceiver.Configuration(local: own))
    let local = try #require(holder).local
    holder = nil
    #expect(holder == nil)
    #expect(PortProbe.datagram(local) == .free)
  }

  @Test("a port may be shared where both ask for it")
  func sharing() throws {
    var configuration = DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    configuration.sharesPort = true
    let first = try DatagramReceiver(configuration)
    configuration.local = first.local
    let second = try DatagramReceiver(configuration)
    #expect(second.local == first.local)
  }

  @Test("an address of another machine is named")
  func foreignAddress() throws {
    // 192.0.2.0/24 is for documents: no machine has it (RFC 5737).
    let foreign = NetworkEndpoint(address: NetworkAddress(192, 0, 2, 7), port: 30_000)
    let expected =
      "cannot listen on 192.0.2.7:30000: 192.0.2.7 is no address of this machine; use one of its own, or 0.0.0.0 or "
      + "[::] for all"
    let error = #expect(throws: SocketError.self) {
      try DatagramReceiver(DatagramReceiver.Configuration(local: foreign))
    }
    #expect(error?.description == expected)
    guard case .unavailable(let same) = PortProbe.datagram(foreign) else {
      Issue.record("the address was found usable")
      return
    }
    #expect(same == error)
  }

  @Test(
    "every usual error says what to change",
    arguments: [
      (EACCES, .bind, "ports below 1024 need CAP_NET_BIND_SERVICE; grant it or choose a higher port"),
      (EAFNOSUPPORT, .open, "this machine has no IPv6, use an IPv4 address such as 0.0.0.0"),
      (EMFILE, .open, "too many files are open; raise LimitNOFILE"),
      (ENETUNREACH, .send, "there is no route to it; look at the machine's routes"),
      (EPERM, .send, "the system forbids it; look at the firewall"),
      (EINVAL, .configure, "Invalid argument"),
    ] as [(Int32, SocketError.Operation, String)])
  func sentences(code: Int32, operation: SocketError.Operation, sentence: String) {
    let endpoint = NetworkEndpoint(address: .anyIPv6, port: 80)
    let error = SocketError(operation: operation, endpoint: endpoint, code: code)
    #expect(error.description == "cannot \(operation.rawValue) [::]:80: " + sentence)
  }

  @Test("the tables of sockets are read by port")
  func tables() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       2347: 0100007F:7530 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12386 2 0 981
       6228: 0100007F:C991 0100007F:7530 01 00000000:00000000 00:00000000 00000000     0        0 12387 2 0 0
        12: 00000000000000000000000000000000:7530 00000000000000000000000000000000:0000 07 0:0 00:0 0 0 0 99 2 0 0
        short line
      """
    #expect(PortProbe.inodes(ofPort: 30_000, table: table) == ["12386", "99"])
    #expect(PortProbe.inodes(ofPort: 1, table: table).isEmpty)
  }
}

@Suite("the machine")
struct MachineTests {
  /// What a closure gives on a thread of its own, whose settings are gone with it.
  func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) throws -> Result {
    let box = Box<Result>()
    let thread = try DedicatedThread(name: "a name longer than fifteen") {
      let value = body()
      box.value.withLock { $0 = value }
    }
    thread.join()
    return try #require(box.value.withLock { $0 })
  }

  final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  @Test("a real-time class is granted and held, or refused with what to change")
  func realTime() throws {
    let (before, grant, held, after) = try onOwnThread {
      let before = SchedulingClass.ofThisThread
      let grant = SchedulingClass.requestFIFO(priority: 3)
      let held = SchedulingClass.ofThisThread
      SchedulingClass.yieldToUsual()
      return (before, grant, held, SchedulingClass.ofThisThread)
    }
    #expect(after == .other)
    switch grant {
    case .granted(let scheduling):
      #expect(scheduling == .fifo(priority: 3))
      #expect(held == .fifo(priority: 3))
    case .refused(let reason):
      #expect(held == before)
      #expect(reason.contains("LimitRTPRIO=3"))
    }
    #expect(SchedulingClass.requestFIFO(priority: 0) == .refused("real-time priorities are 1 to 99, not 0"))
    #expect(SchedulingClass.fifo(priority: 3).description == "fifo 3")
  }

  @Test("a thread is kept on the processor it was told")
  func pinning() throws {
    let all = Processors.ofThisThread()
    let last = try #require(all.last)
    let pinned = try onOwnThread { () -> [Int] in
      do { try Processors.pinThisThread(to: [last]) } catch { return [] }
      return Processors.ofThisThread()
    }
    #expect(pinned == [last])
    #expect(Processors.ofThisThread() == all)
    #expect(throws: ByteStreamError.self) { try Processors.pinThisThread(to: [-1]) }
    let error = #expect(throws: ByteStreamError.self) { try Processors.pinThisThread(to: [1023]) }
    #expect(error?.description.hasPrefix("cannot keep the thread on processor 1023: ") == true)
  }

  @Test("the clocks go forwards, and the realtime clock is this century's")
  func clocks() {
    let first = SystemClock.monotonic()
    #expect(SystemClock.monotonic() >= first)
    #expect(SystemClock.realtime() > Instant(milliseconds: 1_700_000_000_000))
  }

  @Test("the kernel's limits are read, and a limit that is too low comes with the command that raises it")
  func buffers() throws {
    let buffers = try #require(KernelBuffers.read())
    #expect(buffers.maximumReceiveOctets > 0)
    #expect(buffers.advice(forReceiveOctets: buffers.maximumReceiveOctets) == nil)
    let wanted = buffers.maximumReceiveOctets + 1
    let advice = try #require(buffers.advice(forReceiveOctets: wanted))
    #expect(advice.hasSuffix("sysctl -w net.core.rmem_max=\(wanted)"))
  }

  @Test("a counter of 32 bits that wraps goes on, and older readings do not set it back")
  func widening() {
    let counter = WideningCounter()
    for (narrow, wide) in [
      (5, 5), (3, 5), (0x7fff_ffff, 0x7fff_ffff), (0xffff_fff0, 0xffff_fff0), (4, 0x1_0000_0004),
      (0xffff_ffff, 0x1_0000_0004), (0x10, 0x1_0000_0010),
    ] as [(UInt32, UInt64)] {
      counter.update(narrow)
      #expect(counter.value == wide)
    }
  }
}

@Suite("files as streams of bytes")
struct FileTests {
  let path = "/tmp/luyun-file-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"

  private func read(_ source: FileSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1000)
    while true {
      let count = try piece.withUnsafeMutableBytes { buffer in
        try Result { () throws(ByteStreamError) in try source.read(into: buffer) }.get()
      }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }

  private func write(_ bytes: [UInt8], to sink: FileSink) throws {
    try bytes.withUnsafeBytes { try sink.write($0) }
  }

  @Test("what is written is read, and more can be put behind it")
  func roundTrip() throws {
    defer { unlink(path) }
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let sink = try FileSink(path: path, existing: .keep)
    try write(bytes, to: sink)
    try sink.synchronize()
    #expect(sink.octets == 100_000)
    #expect(try read(FileSource(path: path)) == bytes)
    try write([1, 2], to: FileSink(path: path, existing: .append))
    #expect(try read(FileSource(path: path)) == bytes + [1, 2])
    try write([3], to: FileSink(path: path, existing: .replace))
    #expect(try read(FileSource(path: path)) == [3])
    let error = #expect(throws: ByteStreamError.self) { try FileSink(path: path, existing: .keep) }
    #expect(error?.description == "cannot write \(path): it exists already; choose another name or remove it")
  }

  @Test("a full disk is called by its name")
  func full() throws {
    let sink = try FileSink(path: "/dev/full", existing: .append)
    let error = #expect(throws: ByteStreamError.self) { try write([1], to: sink) }
    #expect(error?.description == "cannot write /dev/full: the disk is full; free some space or write elsewhere")
  }

  @Test("a file that is not there, or is a folder, says so")
  func missing() throws {
    let missing = #expect(throws: ByteStreamError.self) { try FileSource(path: "/nowhere/at/all") }
    #expect(missing?.description == "cannot open /nowhere/at/all: it does not exist, or its folder does not")
    let folder = #expect(throws: ByteStreamError.self) { try read(FileSource(path: "/tmp")) }
    #expect(folder?.description == "cannot read /tmp: it is a folder; name a file")
  }
}
