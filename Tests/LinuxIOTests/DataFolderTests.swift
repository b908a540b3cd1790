import Foundation
import LinuxIO
import Testing

@Suite("the folder of a process's data")
struct DataFolderTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "luyun-folder-\(UUID().uuidString)").path

  @Test("is made with those above it, held by one at a time, and free again after it")
  func held() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = path + "/a/b"
    do {
      let first = try DataFolder(folder)
      let refusal = #expect(throws: DataFolderError.self) { _ = try DataFolder(folder) }
      #expect(refusal?.description == "another process has its data in \(folder): stop it, or choose another folder")
      withExtendedLifetime(first) {}
    }
    _ = try DataFolder(folder)
  }

  @Test("that is a file, or cannot be made, is refused in one sentence")
  func refused() throws {
    try Data("x".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = #expect(throws: DataFolderError.self) { _ = try DataFolder(path) }
    #expect(file?.description == "\(path) is no folder")
    let below = #expect(throws: DataFolderError.self) { _ = try DataFolder(path + "/below") }
    #expect(below?.description == "the folder \(path)/below cannot be made: Not a directory")
  }
}
