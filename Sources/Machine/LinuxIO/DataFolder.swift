import Glibc

/// The folder in which a process keeps its data, held for as long as this lives: a second process that takes the same
/// one would send under the same numbers.
public final class DataFolder: Sendable {
  private let descriptor: Int32

  /// Makes the folder where it is missing, and holds it.
  ///
  /// Throws ``DataFolderError`` with one sentence where it cannot be made, or another process holds it.
  public init(_ path: String) throws(DataFolderError) {
    try DataFolder.make(path)
    let lock = path + "/luyun.lock"
    descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw DataFolderError("the folder \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw DataFolderError(
        code == EWOULDBLOCK
          ? "another process has its data in \(path): stop it, or choose another folder"
          : "the folder \(path) cannot be held: \(String(cString: strerror(code)))")
    }
  }

  deinit { close(descriptor) }

  /// Makes a folder and those above it, where they are missing.
  ///
  /// Throws ``DataFolderError`` with one sentence.
  public static func make(_ path: String) throws(DataFolderError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) == 0 || errno == EEXIST { continue }
      // Above the folder there may be what nobody may write and what is there all the same.
      var status = stat()
      let code = errno
      guard stat(made, &status) == 0 else {
        throw DataFolderError("the folder \(path) cannot be made: \(String(cString: strerror(code)))")
      }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw DataFolderError("\(path) is no folder")
    }
  }
}

/// Why a folder cannot be used, in one sentence.
public struct DataFolderError: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  init(_ description: String) { self.description = description }
}
