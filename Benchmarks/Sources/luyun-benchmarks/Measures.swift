import Foundation
import Peers

/// The middle value; of an even number the upper one.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// The geometric mean of positive numbers.
func geometricMean(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : exp(values.map { log($0) }.reduce(0, +) / Double(values.count))
}

/// Times of several codecs doing the same, one after another in every round, and what follows from them.
struct InterleavedTimes {
  /// By codec, the median time of one message in nanoseconds.
  var nanoseconds: [Double]
  /// By codec, the median over the rounds of: time of the first codec, divided by time of this one.
  var ratios: [Double]

  /// How many rounds there are.
  static let rounds = 61

  /// Runs rounds of about `milliseconds` a codec; the order turns from round to round.
  static func measure(
    _ codecs: [any Codec], _ direction: Direction, milliseconds: Double = 0.7
  ) -> InterleavedTimes {
    let times = codecs.map { codec in
      Swift.max(Int(milliseconds * 1e6 / perMessage(codec, direction, 50)), 1)
    }
    var samples = codecs.map { _ in [Double]() }
    for round in 0..<rounds {
      for turn in codecs.indices {
        let index = (turn + round) % codecs.count
        samples[index].append(perMessage(codecs[index], direction, times[index]))
      }
    }
    return InterleavedTimes(
      nanoseconds: samples.map(median),
      ratios: samples.map { other in median(zip(samples[0], other).map { $0 / $1 }) })
  }

  private static func perMessage(_ codec: any Codec, _ direction: Direction, _ times: Int) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    codec.run(direction, times: times)
    return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(times)
  }
}

/// Allocations a message: the difference of two run lengths, so that what is done once does not count.
func allocations(_ codec: any Codec, _ direction: Direction) -> Double {
  func count(_ times: Int) -> Int {
    let before = allocationCount()
    codec.run(direction, times: times)
    return Int(allocationCount() - before)
  }
  _ = count(10)
  return Double(count(1100) - count(100)) / 1000
}

/// The two run lengths whose difference is taken of instructions.
let instructionTimes = (short: 20, long: 120)

/// Runs everything under callgrind, which writes a file for each mark.
func runForInstructions(_ messages: [SampleMessage]) {
  for message in messages {
    let codecs: [any Codec] = [message.family.swift, message.family.reference(of: message)]
    for codec in codecs where codec.take(message) {
      for direction in Direction.allCases {
        codec.run(direction, times: 2)
        for times in [instructionTimes.short, instructionTimes.long] {
          markInstructions("start")
          codec.run(direction, times: times)
          markInstructions("\(message.title)|\(codec.name)|\(direction.rawValue)|\(times)")
        }
      }
    }
  }
}

/// Instructions by mark, read from the files that callgrind wrote into a folder.
func instructions(in folder: String) throws -> [String: Int] {
  var result: [String: Int] = [:]
  for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("callgrind.out") {
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    var mark: String?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("desc: Trigger: Client Request: ") {
        mark = String(line.dropFirst("desc: Trigger: Client Request: ".count))
      } else if line.hasPrefix("summary: ") || line.hasPrefix("totals: "), let mark,
        let count = line.split(separator: " ").last.flatMap({ Int($0) })
      {
        result[mark] = count
      }
    }
  }
  return result
}

/// How often memory was retained or released by mark, read from the files that callgrind wrote into a folder with
/// whole names. Calls of the runtime to itself are left out.
func retainsAndReleases(in folder: String) throws -> [String: Int] {
  var result: [String: Int] = [:]
  for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("callgrind.out") {
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    var (mark, count, isRuntime, isCounted) = ("", 0, false, false)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("desc: Trigger: Client Request: ") {
        mark = String(line.dropFirst("desc: Trigger: Client Request: ".count))
      } else if line.hasPrefix("fn=") {
        isRuntime = line.hasPrefix("fn=swift_") || line.hasPrefix("fn=_swift_")
      } else if line.hasPrefix("cfn=") {
        isCounted = !isRuntime && line.hasPrefix("cfn=swift_") && isRetainOrRelease(line)
      } else if line.hasPrefix("calls="), isCounted {
        count += line.dropFirst("calls=".count).split(separator: " ").first.flatMap { Int($0) } ?? 0
      }
    }
    result[mark, default: 0] += count
  }
  return result
}

private func isRetainOrRelease(_ line: Substring) -> Bool {
  ["etain", "elease", "etain_n", "elease_n"].contains { line.hasSuffix($0) }
}
