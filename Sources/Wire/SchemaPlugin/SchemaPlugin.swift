import Foundation
import PackagePlugin

/// Runs the schema compiler over the `schema` folder of a target before it is built. What it makes is not committed.
///
/// A file `options` in that folder has further arguments of the compiler, separated by white space: dialects, a prefix.
@main
struct SchemaPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? any SourceModuleTarget else { return [] }
    let folder = module.directoryURL.appending(path: "schema")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".asn") }
      .sorted()
    let inputs = names.map { folder.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL
    let results = ["MessageTypes", "MessageDecoders", "MessageEncoders", "MessageValues", "MessageSchemas"]
    let optionsFile = folder.appending(path: "options")
    let options = (try? String(contentsOf: optionsFile, encoding: .utf8))?.split(whereSeparator: \.isWhitespace) ?? []
    return [
      .buildCommand(
        displayName: "Compiling the message schema", executable: try context.tool(named: "luyun-schema").url,
        arguments: options.map(String.init) + ["--output", output.path] + inputs.map(\.path),
        inputFiles: inputs + (options.isEmpty ? [] : [optionsFile]),
        outputFiles: results.map { output.appending(path: "\($0).swift") })
    ]
  }
}
