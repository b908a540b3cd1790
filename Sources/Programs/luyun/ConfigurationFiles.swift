import EdgeHost
import Foundation

/// Reads configuration files from disk.
enum ConfigurationFiles {
  /// Throws ``CommandFailure`` with one sentence: no such file, or the line that is wrong.
  static func read(_ path: String) throws(CommandFailure) -> ConfigurationFile {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw CommandFailure(description: "cannot read the configuration \(path): \(error.localizedDescription)", code: 2)
    }
    do throws(ConfigurationError) { return try ConfigurationFile(yaml: text, name: path) } catch {
      throw CommandFailure(description: error.description, code: 2)
    }
  }
}
