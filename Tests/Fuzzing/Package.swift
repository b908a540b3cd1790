// swift-tools-version: 6.2
import PackageDescription

// A package of its own, for everything in it is built with libFuzzer's and the address sanitizer's instrumentation:
// `deploy/fuzz`.
let package = Package(
  name: "luyun-fuzzing",
  dependencies: [.package(name: "luyun", path: "../..")],
  targets: [
    .target(name: "CFuzzer", path: "Sources/CFuzzer"),
    .executableTarget(
      name: "luyun-fuzz",
      dependencies: [
        "CFuzzer", .product(name: "EdgeCore", package: "luyun"),
        .product(name: "EdgeFixtures", package: "luyun"), .product(name: "Framing", package: "luyun"),
        .product(name: "Interpretation", package: "luyun"),
        .product(name: "MessagesCSAE", package: "luyun"), .product(name: "Mutations", package: "luyun"),
        .product(name: "Recording", package: "luyun"),
      ],
      path: "Sources/luyun-fuzz",
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("ExistentialAny"),
      ]),
  ]
)
