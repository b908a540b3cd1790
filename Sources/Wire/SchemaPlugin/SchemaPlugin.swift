import Foundation
import PackagePlugin

/// Runs the schema compiler over the `schema` folder of a target before it is built. What it makes is not committed.
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
    let dialects = ["--dialect", "csae53-2020"]
    return [
      .buildCommand(
        displayName: "Compiling the message schema", executable: try context.tool(named: "luyun-schema").url,
        arguments: dialects + ["--output", output.path] + inputs.map(\.path), inputFiles: inputs,
        outputFiles: results.map { output.appending(path: "\($0).swift") })
    ]
  }
}
