import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files of the page. They are found once; a path that was not found then is not served.
struct PageFiles: Sendable {
  private let files: [String: (type: String, data: Data)]

  /// Reads the files that are installed beside the program.
  init() {
    var files: [String: (type: String, data: Data)] = [:]
    let root = Bundle.module.bundleURL.appending(path: "Resources")
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    for name in names {
      guard let type = PageFiles.type(of: name), let data = try? Data(contentsOf: root.appending(path: name)) else {
        continue
      }
      files[name] = (type, data)
    }
    self.files = files
  }

  private static func type(of name: String) -> String? {
    let types = [
      "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "json": "application/json; charset=utf-8", "svg": "image/svg+xml", "png": "image/png", "txt": "text/plain",
      "woff2": "font/woff2",
    ]
    return types[String(name.split(separator: ".").last ?? "")]
  }

  /// The file at a path below the root, or 404.
  func response(_ path: String) -> Response {
    guard let file = files[path] else {
      return GatewayResponse.text("There is no such file.\n", status: .notFound)
    }
    return Response(
      status: .ok, headers: [.contentType: file.type, .cacheControl: "no-cache"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.data)))
  }
}
