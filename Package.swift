// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in Swift 6 mode with the upcoming features that keep the floors apart:
/// an import is internal unless it is said to be public, and a member is visible only where its module is imported.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "luyun",
  products: [
    .library(name: "Kernel", targets: ["Kernel"]),
    .library(name: "LinuxIO", targets: ["LinuxIO"]),
    .library(name: "MessagesCSAE", targets: ["MessagesCSAE", "PackedEncoding"]),
  ],
  targets: [
    .target(name: "Kernel", path: "Sources/Kernel", swiftSettings: house),
    .target(name: "RoadModel", dependencies: ["Kernel"], path: "Sources/Domain/RoadModel", swiftSettings: house),
    .target(name: "PackedEncoding", path: "Sources/Wire/PackedEncoding", swiftSettings: house),
    .target(
      name: "SchemaModel", dependencies: ["PackedEncoding"], path: "Sources/Wire/SchemaModel", swiftSettings: house),
    .target(
      name: "SchemaCompiler", dependencies: ["SchemaModel"], path: "Sources/Wire/SchemaCompiler", swiftSettings: house),
    .executableTarget(
      name: "luyun-schema", dependencies: ["SchemaCompiler"], path: "Sources/Wire/SchemaCompilerCommand",
      swiftSettings: house),
    .plugin(
      name: "SchemaPlugin", capability: .buildTool(), dependencies: ["luyun-schema"], path: "Sources/Wire/SchemaPlugin"),
    .target(
      name: "MessagesCSAE", dependencies: ["PackedEncoding", "SchemaModel"], path: "Sources/Wire/MessagesCSAE",
      exclude: ["schema"], swiftSettings: house, plugins: ["SchemaPlugin"]),
    .testTarget(name: "KernelTests", dependencies: ["Kernel"], path: "Tests/KernelTests", swiftSettings: house),
    .testTarget(
      name: "MessagesCSAETests", dependencies: ["Kernel", "MessagesCSAE", "PackedEncoding", "SchemaModel"],
      path: "Tests/MessagesCSAETests", exclude: ["Vectors"], swiftSettings: house),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "Recording", dependencies: ["Kernel", "CZlib"], path: "Sources/Wire/Recording", swiftSettings: house),
    .target(name: "CLinuxShim", path: "Sources/Machine/CLinuxShim"),
    .target(
      name: "LinuxIO", dependencies: ["Kernel", "CLinuxShim"], path: "Sources/Machine/LinuxIO", swiftSettings: house),
    .target(name: "Telemetry", dependencies: ["Kernel"], path: "Sources/Machine/Telemetry", swiftSettings: house),
    .testTarget(
      name: "RecordingTests", dependencies: ["Kernel", "Recording"], path: "Tests/RecordingTests",
      swiftSettings: house),
    .testTarget(
      name: "LinuxIOTests", dependencies: ["Kernel", "LinuxIO"], path: "Tests/LinuxIOTests", swiftSettings: house),
    .testTarget(
      name: "TelemetryTests", dependencies: ["Kernel", "Telemetry"], path: "Tests/TelemetryTests",
      swiftSettings: house),
  ]
)
