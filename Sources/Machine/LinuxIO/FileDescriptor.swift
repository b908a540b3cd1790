import Glibc

/// Closing, under a name of its own where a type has a method `close`.
enum FileDescriptor {
  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}
