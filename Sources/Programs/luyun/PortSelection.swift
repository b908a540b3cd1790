import ArgumentParser
import Kernel
import Recording

/// Which datagrams of a recording are meant, by the ports between which they were sent.
struct PortSelection: ParsableArguments {
  @Option(
    name: .customLong("port"),
    help: "Only datagrams from or to this UDP port; may be given several times. All by default.")
  var ports: [UInt16] = []

  /// Whether a datagram is meant.
  func has(_ datagram: RecordedDatagram) -> Bool {
    ports.isEmpty || ports.contains(datagram.source.port) || ports.contains(datagram.destination.port)
  }

  /// That datagrams were left out, as a sentence without a point.
  func sentence(leftOut count: Int) -> String {
    "\(count) \(count == 1 ? "datagram" : "datagrams") of other ports left out"
  }
}
