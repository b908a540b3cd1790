import Foundation
import Kernel
import Recording

/// Where a run's files go.
struct OutputFolder {
  let folder: URL

  /// Makes the folder where it is missing.
  init(path: String) throws(CosimError) {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw .output(file: path, reason: "the folder cannot be made")
    }
  }

  /// Writes all files of a run.
  func write(_ outcome: Cosimulation.Outcome, scenario: Scenario) throws(CosimError) {
    for (edge, datagrams) in outcome.edges { try write(datagrams, of: edge) }
    guard let truth = Gzip.compress(Array(outcome.truth.text.utf8)) else {
      throw .output(file: "truth.csv.gz", reason: "there is no memory to compress it")
    }
    try write(Data(truth), to: "truth.csv.gz")
    try write(UnitsFile(edges: outcome.edges.map(\.edge)).text(), to: "units.json")
  }

  /// Writes an edge's datagrams in the order of their arrival.
  private func write(_ datagrams: [ScheduledDatagram], of edge: Scenario.Edge) throws(CosimError) {
    let file = "\(edge.id).pcapng.gz"
    let sink = MemorySink()
    do {
      let writer = try RecordingWriter(sink, link: .ethernet, compression: 9, application: "luyun-cosim")
      let ordered = datagrams.enumerated().sorted {
        ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
      }
      for (_, datagram) in ordered { try writer.append(Self.recorded(datagram, edge: edge)) }
      try writer.close()
    } catch let error as CosimError { throw error } catch { throw .output(file: file, reason: "\(error)") }
    try write(Data(sink.bytes), to: file)
  }

  private static func recorded(
    _ datagram: ScheduledDatagram, edge: Scenario.Edge
  ) throws(CosimError) -> RecordedDatagram {
    let source = try address(datagram.source)
    let destination = try address(source.isIPv4 ? edge.address : edge.address6)
    let envelope = DatagramEnvelope(
      time: datagram.arrival, source: NetworkEndpoint(address: source, port: edge.port),
      destination: NetworkEndpoint(address: destination, port: edge.port))
    return RecordedDatagram(envelope, payload: datagram.payload)
  }

  private static func address(_ text: String) throws(CosimError) -> NetworkAddress {
    guard let address = NetworkAddress(text) else {
      throw .scenario(file: "scenario.json", reason: "\(text) is no address")
    }
    return address
  }

  private func write(_ data: Data, to name: String) throws(CosimError) {
    do { try data.write(to: folder.appendingPathComponent(name)) } catch {
      throw .output(file: folder.appendingPathComponent(name).path, reason: "it cannot be written")
    }
  }
}
