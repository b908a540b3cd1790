import Glibc
public import Kernel
import LinuxIO
import Recording
import Synchronization

/// Writes what an edge received into a file, on a thread of its own.
///
/// The core's thread puts datagrams into a ring and goes on; where the disk is too slow and the ring full, a datagram is
/// not recorded and counted. A full disk ends the recording with a sentence and leaves the edge running.
public final class Recorder: Sendable {
  private let ring: DatagramRing
  private let writer: DedicatedThread
  private let report: Report

  /// How far a recording is.
  public struct Progress: Sendable {
    /// Datagrams that were handed to the file; where it failed, the last of them may not be in it.
    public var written: UInt64
    /// All others: those for which the disk was too slow or full, and such as the format cannot hold.
    public var missed: UInt64
    /// Why the recording ended early.
    public var failure: String?
  }

  /// What the writing thread shares with the others.
  private final class Report: Sendable {
    let isStopping = Atomic<Bool>(false)
    let written = Atomic<UInt64>(0)
    let lost = Atomic<UInt64>(0)
    let failure = Mutex<String?>(nil)
  }

  /// Creates a file and starts writing. Compressed where the name ends in `.gz`.
  ///
  /// Throws ``ByteStreamError`` where the file cannot be made.
  public init(path: String, ringOctets: Int = 8 << 20) throws(ByteStreamError) {
    // Safe to hand over: this thread makes it and does not touch it again.
    nonisolated(unsafe) let sink = try FileSink(path: path, existing: .keep)
    let ring = DatagramRing(capacity: ringOctets)
    let report = Report()
    self.ring = ring
    self.report = report
    let isCompressed = path.hasSuffix(".gz")
    writer = try DedicatedThread(name: "recorder") {
      do throws(RecordingWriteError) {
        let file = try RecordingWriter(
          sink, link: .rawInternet, compression: isCompressed ? 6 : nil, application: "luyun")
        try Recorder.write(ring, to: file, report)
        try file.close()
      } catch {
        report.failure.withLock { $0 = "\(error)" }
        ring.close()
        Recorder.discard(ring, report)
      }
    }
  }

  private static func write(
    _ ring: DatagramRing, to file: RecordingWriter, _ report: Report
  ) throws(RecordingWriteError) {
    var idle = 0
    while true {
      let isLast = report.isStopping.load(ordering: .acquiring)
      idle += 1
      while let datagram = ring.take() {
        idle = 0
        do throws(RecordingWriteError) {
          try file.append(datagram)
          report.written.wrappingAdd(1, ordering: .relaxed)
        } catch {
          report.lost.wrappingAdd(1, ordering: .relaxed)
          // A datagram that the format cannot hold is left out; a file that fails is the end.
          if case .sink = error { throw error }
        }
      }
      if isLast { return }
      // After a second without datagrams, what was written is made readable, so that a killed recorder leaves a file.
      if idle == 50 { try file.flush() }
      usleep(20_000)
    }
  }

  /// Counts what is left in the ring, and what still comes, as lost.
  private static func discard(_ ring: DatagramRing, _ report: Report) {
    while true {
      let isLast = report.isStopping.load(ordering: .acquiring)
      while ring.take() != nil { report.lost.wrappingAdd(1, ordering: .relaxed) }
      if isLast { return }
      usleep(20_000)
    }
  }

  /// Takes a datagram, from the core's thread only.
  func record(_ datagram: ReceivedDatagram, destination: NetworkEndpoint) {
    ring.put(
      DatagramEnvelope(time: datagram.time, source: datagram.source, destination: destination), datagram.payload)
  }

  /// How far it is.
  public var progress: Progress {
    Progress(
      written: report.written.load(ordering: .relaxed),
      missed: ring.missed + report.lost.load(ordering: .relaxed), failure: report.failure.withLock { $0 })
  }

  /// Writes what is left and closes the file. Call it once, after the core's thread has stopped.
  public func stop() {
    report.isStopping.store(true, ordering: .releasing)
    writer.join()
  }
}
