import ArgumentParser
import EdgeHost
import Foundation
import Kernel
import LinuxIO

/// `luyun doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check what this machine gives an edge, and say what to change.",
    discussion: """
      Examples:
        luyun doctor
        luyun doctor --config edge.yaml
      The exit code is 2 where something keeps an edge from running; warnings alone give 0.
      """)

  @Option(help: "The configuration to check against.") var config: String?

  func run() throws {
    var report = DoctorReport()
    var edges: [DaemonConfiguration] = []
    var http = ConfigurationFile.usualHTTP
    if let config {
      do throws(CommandFailure) {
        let file = try ConfigurationFiles.read(config)
        edges = file.edges
        http = file.http
        report.good("the configuration \(config) is valid: \(edges.count) edges")
      } catch {
        report.bad(error.description)
      }
    }
    let endpoints =
      edges.isEmpty
      ? [NetworkEndpoint(address: .anyIPv6, port: DaemonConfiguration.usualPort)] : edges.map(\.listen)
    report.checkPorts(endpoints)
    report.checkHTTP(http)
    report.checkClock()
    report.checkBuffers(edges.map(\.receiveBufferOctets).max() ?? 8 << 20)
    report.checkScheduling()
    report.checkDisk()
    if report.failures > 0 {
      throw CommandFailure(description: "\(report.failures) things keep an edge from running", code: 2)
    }
  }
}

/// The findings, printed as they come.
private struct DoctorReport {
  private(set) var failures = 0

  func good(_ text: String) { Terminal.print("ok    \(text)") }
  func warn(_ text: String) { Terminal.print("warn  \(text)") }
  mutating func bad(_ text: String) {
    failures += 1
    Terminal.print("FAIL  \(text)")
  }

  mutating func checkPorts(_ endpoints: [NetworkEndpoint]) {
    for endpoint in endpoints {
      switch PortProbe.datagram(endpoint) {
      case .free: good("UDP \(endpoint) is free")
      case .taken(let holders):
        let names = holders.map(\.description).joined(separator: ", ")
        bad("UDP \(endpoint) is taken by \(names.isEmpty ? "another program" : names): stop it or change 'listen'")
      case .unavailable(let error): bad("UDP \(endpoint): \(error)")
      }
    }
  }

  mutating func checkHTTP(_ endpoint: NetworkEndpoint) {
    if StreamPortProbe.isFree(endpoint) {
      good("TCP \(endpoint) is free for the page")
    } else {
      bad("TCP \(endpoint) cannot be used for the page: stop the program that holds it or change 'http'")
    }
  }

  func checkClock() {
    // The kernel says whether something disciplines its clock (adjtimex, STA_UNSYNC).
    switch ClockDiscipline.current {
    case .synchronised(let microseconds): good("the clock is synchronised, estimated error \(microseconds) us")
    case .free:
      warn("nothing synchronises the clock: install chrony, or times of roadside units cannot be compared")
    case .unknown: warn("the kernel does not tell whether the clock is synchronised")
    }
  }

  func checkBuffers(_ wanted: Int) {
    guard let buffers = KernelBuffers.read() else { return warn("the limits of socket buffers cannot be read") }
    if let advice = buffers.advice(forReceiveOctets: wanted) {
      warn(advice)
    } else {
      good("socket buffers of \(wanted) octets are granted")
    }
  }

  func checkScheduling() {
    switch SchedulingClass.requestFIFO(priority: 10) {
    case .granted:
      SchedulingClass.yieldToUsual()
      good("the real-time scheduling class is granted")
    case .refused(let sentence): warn(sentence)
    }
  }

  func checkDisk() {
    let folder = FileManager.default.temporaryDirectory
    guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path),
      let free = attributes[.systemFreeSize] as? NSNumber
    else { return warn("the free space of \(folder.path) cannot be read") }
    let megabytes = free.int64Value >> 20
    if megabytes < 500 {
      warn("only \(megabytes) MB are free in \(folder.path)")
    } else {
      good("\(megabytes) MB are free in \(folder.path)")
    }
  }
}
