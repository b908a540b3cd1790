import Foundation

// luyun-benchmarks check FOLDER... | instructions MESSAGES... | table MESSAGES... [FOLDER OF CALLGRIND'S FILES]
// | datagrams MESSAGES | core RECORDING [FOLDER OF CALLGRIND'S FILES] | core-instructions
// | footprint PROGRAM
let arguments = Array(CommandLine.arguments.dropFirst())

switch (arguments.first, arguments.count) {
case ("check", 2...): exit(try checkReference(Array(arguments.dropFirst())) ? 0 : 1)
case ("instructions", 2...): runForInstructions(try arguments.dropFirst().flatMap(SampleMessage.load))
case ("table", 2...):
  var table = CodecTable()
  let files = arguments.dropFirst().filter { $0.hasSuffix(".txt") }
  let counts = try arguments.dropFirst().first { !$0.hasSuffix(".txt") }.map(instructions(in:)) ?? [:]
  table.measure(try files.flatMap(SampleMessage.load), counts: counts)
  table.print()
case ("datagrams", 2):
  guard let message = try SampleMessage.load(arguments[1]).first(where: { $0.name == "BSM-every-group" }) else {
    exit(1)
  }
  try DatagramMeasures.printDrain(message)
  try DatagramMeasures.printEcho(message)
case ("core-instructions", 1): CoreMeasures.runForInstructions()
case ("footprint", 2): try Footprint.print(program: arguments[1])
case ("core", 2...3):
  CoreMeasures.print(
    try CoreTraffic.recording(arguments[1]), counts: arguments.count == 3 ? try instructions(in: arguments[2]) : [:],
    retains: arguments.count == 3 ? try retainsAndReleases(in: arguments[2]) : [:])
default:
  print(
    "usage: luyun-benchmarks check FOLDER... | instructions MESSAGES... | table MESSAGES... [FOLDER] | datagrams MESSAGES"
      + " | core RECORDING [FOLDER] | core-instructions | footprint PROGRAM")
  exit(2)
}
