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
    .library(name: "Kernel", targets: ["Kernel"])
  ],
  targets: [
    .target(name: "Kernel", path: "Sources/Kernel", swiftSettings: house),
    .target(name: "RoadModel", dependencies: ["Kernel"], path: "Sources/Domain/RoadModel", swiftSettings: house),
    .target(name: "Scene", dependencies: ["Kernel", "RoadModel"], path: "Sources/Edge/Scene", swiftSettings: house),
    .target(
      name: "Scoring", dependencies: ["Kernel", "RoadModel"], path: "Sources/Simulation/Scoring", swiftSettings: house),
    .testTarget(name: "KernelTests", dependencies: ["Kernel"], path: "Tests/KernelTests", swiftSettings: house),
    .testTarget(
      name: "SceneTests", dependencies: ["Scene", "Kernel", "RoadModel"], path: "Tests/SceneTests", swiftSettings: house),
    .testTarget(
      name: "ScoringTests", dependencies: ["Scoring", "Kernel", "RoadModel"], path: "Tests/ScoringTests",
      swiftSettings: house),
  ]
)
