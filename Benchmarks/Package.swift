// swift-tools-version: 6.2
import PackageDescription

// Build it with `Benchmarks/run`, which first makes the C that this links: the peers' code is generated and compiled
// with gcc outside of SwiftPM, as their users would.
let package = Package(
  name: "luyun-benchmarks",
  dependencies: [.package(name: "luyun", path: "..")],
  targets: [
    .target(name: "Peers", path: "Sources/Peers"),
    .executableTarget(
      name: "luyun-benchmarks",
      dependencies: [
        "Peers", .product(name: "EdgeCore", package: "luyun"), .product(name: "LinuxIO", package: "luyun"),
        .product(name: "MessagesCSAE", package: "luyun"), .product(name: "MessagesETSI", package: "luyun"),
        .product(name: "MessagesSAE", package: "luyun"), .product(name: "Recording", package: "luyun"),
      ],
      path: "Sources/luyun-benchmarks",
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("ExistentialAny"),
      ],
      linkerSettings: [.unsafeFlags(["-L.build-peers", "-lpeers", "-lm"])]),
  ]
)
