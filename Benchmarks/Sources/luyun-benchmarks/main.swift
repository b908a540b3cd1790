import Foundation

// luyun-benchmarks check FOLDER... | instructions MESSAGES | table MESSAGES [FOLDER OF CALLGRIND'S FILES]
// | datagrams MESSAGES
let arguments = Array(CommandLine.arguments.dropFirst())

switch (arguments.first, arguments.count) {
case ("check", 2...): exit(try checkReference(Array(arguments.dropFirst())) ? 0 : 1)
case ("instructions", 2): runForInstructions(try SampleMessage.load(arguments[1]))
case ("table", 2...3):
  var table = CodecTable()
  let counts = arguments.count == 3 ? try instructions(in: arguments[2]) : [:]
  table.measure(try SampleMessage.load(arguments[1]), counts: counts)
  table.print()
case ("datagrams", 2):
  guard let message = try SampleMessage.load(arguments[1]).first(where: { $0.name == "BSM-every-group" }) else {
    exit(1)
  }
  try DatagramMeasures.printDrain(message)
  try DatagramMeasures.printEcho(message)
default:
  print(
    "usage: luyun-benchmarks check FOLDER... | instructions MESSAGES | table MESSAGES [FOLDER] | datagrams MESSAGES")
  exit(2)
}
