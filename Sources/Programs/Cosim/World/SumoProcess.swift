import Foundation

/// SUMO's programs on this machine.
struct SumoInstallation {
  /// The folder with `bin/sumo`; nil where the programs are found by PATH.
  var home: String?

  /// The path of one of its programs; throws where there is none.
  func program(_ name: String) throws(CosimError) -> URL {
    let environment = ProcessInfo.processInfo.environment
    let home = home ?? environment["SUMO_HOME"]
    let folders = home.map { ["\($0)/bin"] } ?? (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
      return URL(fileURLWithPath: "\(folder)/\(name)")
    }
    let place = home.map { "\($0)/bin" } ?? "PATH"
    throw .sumo(reason: "\(name) was not found in \(place); give the folder of SUMO by --sumo-home or SUMO_HOME")
  }

  /// Makes the network file of a netconvert configuration.
  func makeNetwork(configuration: URL, output: URL) throws(CosimError) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = try program("netconvert")
    process.arguments = ["-c", configuration.path, "-o", output.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do { try process.run() } catch { throw .sumo(reason: "netconvert did not start") }
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let line = text.split(separator: "\n").first { $0.hasPrefix("Error") }.map(String.init) ?? "it gave no reason"
      throw .sumo(reason: "netconvert refused \(configuration.lastPathComponent) (\(line))")
    }
  }
}

/// A running SUMO that waits for TraCI commands on a port of the loopback interface.
final class SumoProcess {
  private let process = Process()
  private let log: URL

  /// Starts SUMO; its messages go to a file in `folder`.
  init(
    installation: SumoInstallation, configuration: URL, network: URL, seed: UInt64, port: UInt16, folder: URL
  ) throws(CosimError) {
    log = folder.appendingPathComponent("sumo.log")
    process.executableURL = try installation.program("sumo")
    process.arguments = [
      "-c", configuration.path, "--net-file", network.path, "--seed", String(seed % 0x7fff_ffff),
      "--remote-port", String(port), "--log", log.path, "--no-warnings",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { throw .sumo(reason: "sumo did not start") }
  }

  deinit { if process.isRunning { process.terminate() } }

  /// Connects to it, trying again while it loads, for ten seconds at most.
  func connect(port: UInt16) throws(CosimError) -> TraCIClient {
    for _ in 0..<200 {
      if let socket = try? TraCISocket(port: port) { return TraCIClient(stream: socket) }
      guard process.isRunning else {
        throw .sumo(reason: "sumo ended while it loaded and \(complaint.map { "said \"\($0)\"" } ?? "gave no reason")")
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw .sumo(reason: "sumo did not open its TraCI port within ten seconds")
  }

  /// Waits until it has ended.
  func wait() { process.waitUntilExit() }

  /// The first error that it wrote down; nil where there is none. It gets a second to finish its log.
  var complaint: String? {
    for _ in 0..<20 where process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").first { $0.hasPrefix("Error") }.map(String.init)
  }
}
