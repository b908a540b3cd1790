import Foundation

// luyun-benchmarks check FOLDER... | instructions MESSAGES | table MESSAGES [FOLDER OF CALLGRIND'S FILES]
let arguments = Array(CommandLine.arguments.dropFirst())

switch (arguments.first, arguments.count) {
case ("check", 2...): exit(try checkReference(Array(arguments.dropFirst())) ? 0 : 1)
case ("instructions", 2): runForInstructions(try SampleMessage.load(arguments[1]))
case ("table", 2...3):
  var table = CodecTable()
  let counts = arguments.count == 3 ? try instructions(in: arguments[2]) : [:]
  table.measure(try SampleMessage.load(arguments[1]), counts: counts)
  table.print()
default:
  print("usage: luyun-benchmarks check FOLDER... | instructions MESSAGES | table MESSAGES [FOLDER]")
  exit(2)
}
