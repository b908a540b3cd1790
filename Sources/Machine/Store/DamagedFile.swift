import Delivery
import Glibc

/// Puts a damaged database out of the way, for somebody to look into.
enum DamagedFile {
  /// Renames a database and the files that belong to it, and gives the new name of the first.
  static func setAside(_ path: String, as number: Int64) throws(StoreFailure) -> String {
    let name = "\(path).damaged-\(number)"
    // The log first: a new database must never meet the log of an old one.
    for suffix in ["-wal", "-shm", ""] {
      if rename(path + suffix, name + suffix) != 0, errno != ENOENT {
        throw StoreFailure(
          .unavailable, "\(path)\(suffix) is damaged and cannot be renamed: \(String(cString: strerror(errno)))")
      }
    }
    return name
  }
}
