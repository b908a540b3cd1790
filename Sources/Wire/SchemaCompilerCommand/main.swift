import Glibc
import SchemaCompiler

// luyun-schema [--dialect NAME]... [--root TYPE]... [--prefix NAME] [--c] --output DIRECTORY FILE...
// With --c it writes messages.h and messages.c instead of Swift: the schema as it stands, the first root, no dialects.
var dialects: [String] = []
var output: String?
var isC = false
var prefix = ""
var roots: [String] = []
var files: [String] = []
var arguments = CommandLine.arguments.dropFirst()

func fail(_ message: String) -> Never {
  let line = message + "\n"
  _ = line.withCString { Glibc.write(STDERR_FILENO, $0, line.utf8.count) }
  exit(1)
}

while let argument = arguments.popFirst() {
  switch argument {
  case "--dialect": dialects += arguments.popFirst().map { [$0] } ?? []
  case "--output": output = arguments.popFirst()
  case "--root": roots += arguments.popFirst().map { [$0] } ?? []
  case "--prefix": prefix = arguments.popFirst() ?? prefix
  case "--c": isC = true
  default: files.append(argument)
  }
}
guard let output, !files.isEmpty else {
  fail("usage: luyun-schema [--dialect NAME]... [--root TYPE]... [--prefix NAME] [--c] --output DIRECTORY FILE...")
}

if roots.isEmpty { roots = ["MessageFrame"] }

func read(_ path: String) -> String {
  guard let file = fopen(path, "r") else { fail("\(path): \(String(cString: strerror(errno)))") }
  defer { fclose(file) }
  var octets: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    octets += buffer[..<count]
  }
  return String(decoding: octets, as: UTF8.self)
}

func write(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else { fail("\(path): \(String(cString: strerror(errno)))") }
  defer { fclose(file) }
  guard fputs(text, file) >= 0 else { fail("\(path): \(String(cString: strerror(errno)))") }
}

do throws(SchemaError) {
  let sources = files.sorted().map { SchemaSource(name: $0, text: read($0)) }
  if isC {
    let backEnd = try CBackEnd(sources: sources, root: roots[0])
    for (name, text) in backEnd.files() { write(text, to: "\(output)/\(name)") }
  } else {
    var backEnd = try SwiftBackEnd(sources: sources, dialects: dialects, roots: roots, prefix: prefix)
    for (name, text) in backEnd.files() { write(text, to: "\(output)/\(name)") }
  }
} catch {
  fail("\(error)")
}
