import ArgumentParser
import EdgeHost
import Foundation
import Kernel
import LinuxIO
import Recording

/// `luyun record`.
struct Record: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the datagrams that come to a port into a recording.",
    discussion: """
      Example:
        luyun record --listen 0.0.0.0:30000 --output today.pcapng.gz
      Stop with Ctrl-C: the file is then closed. An edge records by itself with `luyun edge --record FILE`.
      """)

  @Option(help: "Where the datagrams come in, ADDRESS:PORT.") var listen = "0.0.0.0:30000"
  @Option(help: "The file, .pcapng or .pcapng.gz. A file that exists is not overwritten.") var output: String
  @Option(help: "Stop after so many seconds.") var duration: Double?

  func run() async throws {
    let endpoint: NetworkEndpoint
    do throws(NetworkAddressError) { endpoint = try NetworkEndpoint(parsing: listen) } catch {
      throw ValidationError("'\(listen)' is no ADDRESS:PORT: \(error)")
    }
    StopRequest.listen()
    do {
      try record(from: endpoint)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(description: "\(error)")
    }
  }

  private func record(from endpoint: NetworkEndpoint) throws {
    let receiver = try DatagramReceiver(DatagramReceiver.Configuration(local: endpoint))
    let writer = try RecordingWriter(
      try FileSink(path: output, existing: .keep), link: .rawInternet, compression: output.hasSuffix(".gz") ? 6 : nil,
      application: "luyun")
    let batch = try DatagramBatch()
    let start = SystemClock.monotonic()
    var flushed = start
    while !StopRequest.isAsked {
      let now = SystemClock.monotonic()
      if let duration, (now - start).seconds >= duration { break }
      if case .received = try receiver.receive(into: batch, timeout: .milliseconds(200)) {
        for index in 0..<batch.count {
          let datagram = batch[index]
          try writer.append(
            DatagramEnvelope(time: datagram.time, source: datagram.source, destination: receiver.local),
            payload: datagram.payload)
        }
      }
      if (now - flushed).seconds >= 1 {
        try writer.flush()
        flushed = now
        Terminal.status("\(writer.datagrams) datagrams in \(output)")
      }
    }
    try writer.close()
    Terminal.endStatus()
    let counters = receiver.counters()
    Terminal.note("recorded \(writer.datagrams) datagrams; the system dropped \(counters.kernelDrops)")
  }
}
