import Glibc
public import Kernel

/// A file, pipe or device that bytes are read from. It belongs to one thread.
public final class FileSource: ByteSource {
  private let path: String
  private let descriptor: Int32

  /// Opens a file; `-` is the standard input.
  public init(path: String) throws(ByteStreamError) {
    self.path = path == "-" ? "the standard input" : path
    descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw FileError.sentence("open", self.path, errno) }
  }

  deinit { FileDescriptor.close(descriptor) }

  /// Reads once from the file; 0 at its end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteStreamError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw FileError.sentence("read", path, errno) }
    }
  }
}

/// A file that bytes are written to. It belongs to one thread.
public final class FileSink: ByteSink {
  /// What becomes of a file that is there already.
  public enum Existing: Hashable, Sendable {
    /// It is an error.
    case keep
    /// It is emptied.
    case replace
    /// What is written goes behind what it holds.
    case append
  }

  private let path: String
  private let descriptor: Int32

  /// How many octets were written.
  public private(set) var octets: UInt64 = 0

  /// Opens a file for writing, and makes it where it is missing (readable by all, writable by its owner).
  public init(path: String, existing: Existing) throws(ByteStreamError) {
    self.path = path
    let mode =
      switch existing {
      case .keep: O_EXCL
      case .replace: O_TRUNC
      case .append: O_APPEND
      }
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o644)
    if descriptor < 0 { throw FileError.sentence("write", path, errno) }
  }

  deinit { FileDescriptor.close(descriptor) }

  /// Writes all of it, in as many calls as the system wants.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(ByteStreamError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        octets += UInt64(count)
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw FileError.sentence("write", path, errno)
      }
    }
  }

  /// Returns when the disk has it.
  public func synchronize() throws(ByteStreamError) {
    // Pipes and devices have nothing to synchronise and say so by these two.
    if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw FileError.sentence("write", path, errno) }
  }
}

/// Errors of files as sentences that say what to change.
enum FileError {
  static func sentence(_ verb: String, _ path: String, _ code: Int32) -> ByteStreamError {
    ByteStreamError("cannot \(verb) \(path): \(reason(code))")
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "it does not exist, or its folder does not"
    case EACCES, EPERM: "this user may not; change the owner or the mode"
    case EEXIST: "it exists already; choose another name or remove it"
    case EISDIR: "it is a folder; name a file"
    case ENOSPC, EDQUOT: "the disk is full; free some space or write elsewhere"
    case EROFS: "the file system is read-only; write elsewhere"
    case EMFILE, ENFILE: "too many files are open; raise LimitNOFILE"
    case EIO: "the device fails; look at the kernel's log"
    default: SystemError.text(code)
    }
  }
}
