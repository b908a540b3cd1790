import Delivery
import Foundation
import GRDB
import Kernel
import LinuxIO
import Store
import TierModel

/// How fast a store is on the disk at hand.
enum StoreMeasurement {
  static func run(in folder: String) throws {
    for octets in [200, 2000] {
      for group in [1, 10, 100, 1000] { try commits(in: folder, octets: octets, group: group) }
    }
    try backlog(in: folder)
  }

  private static func commits(in folder: String, octets: Int, group: Int) throws {
    let store = try TierStore(path: "\(folder)/measure-\(octets)-\(group).sqlite")
    var node = DeliveryNode(name: "edge", state: try store.load())
    var times: [Double] = []
    let begun = SystemClock.monotonic()
    var count = 0
    while (SystemClock.monotonic() - begun).seconds < 2 {
      for _ in 0..<group {
        _ = try node.append(
          OutgoingMessage(.event, time: begun, payload: [UInt8](repeating: 7, count: octets)))
      }
      let before = SystemClock.monotonic()
      guard let change = node.seal(at: before) else { continue }
      try store.commit(change) { _ in }
      node.committed(at: before)
      times.append((SystemClock.monotonic() - before).seconds * 1000)
      count += group
    }
    let seconds = (SystemClock.monotonic() - begun).seconds
    times.sort()
    let median = times[times.count / 2]
    let high = times[times.count * 99 / 100]
    print(
      "\(octets) octets, \(group) a commit: \(Int(Double(count) / seconds)) messages/s;",
      "a commit takes \(text(median)) ms, 99 %: \(text(high)) ms")
    try store.close()
  }

  /// An hour without a link: a summary and a digest of 2000 octets a second, and an event a minute.
  private static func backlog(in folder: String) throws {
    let path = folder + "/backlog.sqlite"
    let store = try TierStore(path: path)
    var node = DeliveryNode(name: "edge", state: try store.load())
    for second in 0..<3600 {
      let time = Instant(milliseconds: Int64(second) * 1000)
      let payload = [UInt8](repeating: 7, count: 2000)
      _ = try node.append(OutgoingMessage(.summary, time: time, payload: payload))
      _ = try node.append(OutgoingMessage(.digest, time: time, payload: payload))
      if second % 60 == 0 { _ = try node.append(OutgoingMessage(.event, time: time, payload: payload)) }
      if second % 100 == 99, let change = node.seal(at: time) {
        try store.commit(change) { _ in }
        node.committed(at: time)
      }
    }
    try store.close()
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    let begun = SystemClock.monotonic()
    let again = try TierStore(path: path)
    node = DeliveryNode(name: "edge", state: try again.load())
    let opened = (SystemClock.monotonic() - begun).seconds
    print(
      "an hour of backlog: \(node.status.messages) messages, \(size / 1024) KiB, opened in \(text(opened * 1000)) ms")
    var receiver = DeliveryNode(name: "region", state: DeliveryState(epoch: 1))
    let drain = SystemClock.monotonic()
    var frames = 0
    while let transmission = node.nextTransmission(at: drain, jitter: 0) {
      frames += 1
      _ = receiver.receive(node.frame(of: try again.messages(transmission.numbers)), at: drain)
      _ = receiver.seal(at: drain)
      receiver.committed(at: drain)
      for frame in receiver.acknowledgements() { _ = node.receive(frame.octets, at: drain) }
      if let change = node.seal(at: drain + .milliseconds(Int64(frames) * 300)) {
        try again.commit(change) { _ in }
        node.committed(at: drain)
      }
    }
    let seconds = (SystemClock.monotonic() - drain).seconds
    print("drained in \(frames) frames and \(text(seconds * 1000)) ms, a commit a frame; left: \(node.status.messages)")
  }

  private static func text(_ value: Double) -> String { String((value * 100).rounded() / 100) }
}
