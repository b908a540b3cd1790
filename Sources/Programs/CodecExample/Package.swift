// swift-tools-version: 6.2
import PackageDescription

// The codec used from another package, without the rest of Luyun. In a package of your own the path is an address:
// .package(url: "https://github.com/OWNER/luyun", branch: "main").
let package = Package(
  name: "codec-example",
  dependencies: [.package(name: "luyun", path: "../../..")],
  targets: [
    .executableTarget(
      name: "codec-example",
      dependencies: [
        .product(name: "Framing", package: "luyun"), .product(name: "MessagesCSAE", package: "luyun"),
      ],
      path: ".", sources: ["CodecExample.swift"])
  ]
)
