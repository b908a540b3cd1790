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

/// A room of the house: a target under Sources that imports only floors below its own.
func room(
  _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil,
  plugins: [Target.PluginUsage]? = nil
) -> Target {
  .target(
    name: String(path.split(separator: "/").last ?? ""), dependencies: dependencies, path: "Sources/" + path,
    exclude: exclude, resources: resources, swiftSettings: house, plugins: plugins)
}

/// The tests of a room.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/" + name, exclude: exclude, swiftSettings: house)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "luyun",
  products: [
    .executable(name: "luyun", targets: ["luyun"]),
    .executable(name: "luyun-cosim", targets: ["Cosim"]),
    .library(name: "MessagesCSAE", targets: ["MessagesCSAE", "PackedEncoding", "SchemaModel"]),
    .library(name: "MessagesSAE", targets: ["MessagesSAE", "PackedEncoding", "SchemaModel"]),
    .library(name: "MessagesETSI", targets: ["MessagesETSI", "PackedEncoding", "SchemaModel"]),
    .library(name: "Framing", targets: ["Framing"]),
    .library(name: "Interpretation", targets: ["Interpretation"]),
    .library(name: "Recording", targets: ["Recording"]),
    // What the fuzzing, a package of its own, is built on.
    .library(name: "Mutations", targets: ["Mutations"]),
    .library(name: "EdgeFixtures", targets: ["EdgeFixtures"]),
    .library(name: "EdgeCore", targets: ["EdgeCore", "Egress", "Ingest", "Scene", "RoadModel", "Kernel"]),
    .library(name: "LinuxIO", targets: ["LinuxIO"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    room("Kernel", []),

    // Wire: octets to messages and back.
    room("Wire/PackedEncoding", []),
    room("Wire/SchemaModel", ["PackedEncoding"]),
    room("Wire/SchemaCompiler", ["SchemaModel"]),
    .executableTarget(
      name: "luyun-schema", dependencies: ["SchemaCompiler"], path: "Sources/Wire/SchemaCompilerCommand",
      swiftSettings: house),
    .plugin(
      name: "SchemaPlugin", capability: .buildTool(), dependencies: ["luyun-schema"], path: "Sources/Wire/SchemaPlugin"),
    room("Wire/MessagesCSAE", ["PackedEncoding", "SchemaModel"], exclude: ["schema"], plugins: ["SchemaPlugin"]),
    room("Wire/MessagesSAE", ["PackedEncoding", "SchemaModel"], exclude: ["schema"], plugins: ["SchemaPlugin"]),
    room("Wire/MessagesETSI", ["PackedEncoding", "SchemaModel"], exclude: ["schema"], plugins: ["SchemaPlugin"]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    room("Wire/Recording", ["Kernel", "CZlib"]),
    room("Wire/Framing", []),
    room("Wire/Explanation", ["SchemaModel"]),
    room(
      "Wire/Interpretation",
      ["PackedEncoding", "SchemaModel", "MessagesCSAE", "MessagesSAE", "MessagesETSI", "Framing"]),

    room("Wire/Conformance", ["Kernel", "PackedEncoding", "SchemaModel", "Framing", "Interpretation"]),

    // Domain: what is observed and known, and what the tiers tell each other.
    room("Domain/RoadModel", ["Kernel"]),
    room("Domain/TierModel", ["Kernel", "RoadModel"]),
    room("Domain/Delivery", ["Kernel", "TierModel"]),
    room(
      "Domain/TierProtocol",
      ["Kernel", "RoadModel", "TierModel", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["schema"]),

    // Edge: from datagrams to a scene.
    room(
      "Edge/Ingest",
      [
        "Kernel", "RoadModel", "PackedEncoding", "SchemaModel", "MessagesCSAE", "MessagesSAE", "MessagesETSI",
        "Framing", "Interpretation",
      ]),
    room("Edge/Scene", ["Kernel", "RoadModel"]),
    room("Edge/Prediction", ["Kernel", "RoadModel"]),
    room("Edge/Traffic", ["Kernel", "RoadModel"]),
    room("Edge/Egress", ["Kernel", "RoadModel", "PackedEncoding", "MessagesCSAE", "Framing", "Ingest"]),
    room(
      "Edge/EdgeCore",
      [
        "Kernel", "RoadModel", "TierModel", "PackedEncoding", "MessagesCSAE", "MessagesSAE", "MessagesETSI", "Framing",
        "Interpretation", "Ingest", "Scene", "Prediction", "Traffic", "Egress",
      ]),

    // Cloud: many edges as one region, many regions as one city.
    room("Cloud/RegionCore", ["Kernel", "RoadModel", "TierModel"]),
    room("Cloud/CenterCore", ["Kernel", "RoadModel", "TierModel"]),

    // Simulation: worlds of known truth and how well a scene matches them; octets of no truth at all.
    room("Simulation/Scoring", ["Kernel", "RoadModel"]),
    room("Simulation/Worlds", ["Kernel", "RoadModel", "Scene", "Scoring"]),
    room(
      "Simulation/Mutations",
      ["Kernel", "PackedEncoding", "SchemaModel", "MessagesCSAE", "MessagesSAE", "MessagesETSI"]),

    room("Simulation/City", ["Kernel", "TierModel", "Delivery"]),

    // Machine: clocks, sockets, files, threads, the web.
    .target(name: "CLinuxShim", path: "Sources/Machine/CLinuxShim"),
    room("Machine/LinuxIO", ["Kernel", "CLinuxShim"]),
    room("Machine/Telemetry", ["Kernel"]),
    room("Machine/Store", ["Kernel", "TierModel", "Delivery", "LinuxIO", sqlite]),
    room("Machine/Fabric", ["Kernel", "TierModel", "Delivery", "LinuxIO"]),
    room(
      "Machine/CityStore",
      ["Kernel", "RoadModel", "TierModel", "TierProtocol", "RegionCore", "CenterCore", sqlite]),
    room(
      "Machine/EdgeHost",
      [
        "Kernel", "RoadModel", "PackedEncoding", "MessagesCSAE", "Recording", "Framing", "Interpretation",
        "Ingest", "Scene", "Egress", "EdgeCore", "LinuxIO", "Telemetry", "Yams", logging,
      ]),
    room(
      "Machine/CityHost",
      [
        "Kernel", "RoadModel", "TierModel", "TierProtocol", "Delivery", "EdgeCore", "RegionCore", "CenterCore",
        "LinuxIO", "Store", "Fabric", "CityStore", sqlite,
      ]),
    room(
      "Machine/Gateway",
      [
        "Kernel", "RoadModel", "TierModel", "MessagesCSAE", "Framing", "Delivery", "Ingest", "Scene", "Traffic",
        "Egress", "EdgeCore",
        "RegionCore", "CenterCore", "LinuxIO", "Fabric", "CityStore", "EdgeHost", "CityHost", "Telemetry", logging,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], resources: [.copy("Resources")]),

    // Programs.
    .executableTarget(
      name: "luyun",
      dependencies: [
        "Kernel", "RoadModel", "PackedEncoding", "SchemaModel", "MessagesCSAE", "Recording", "Framing", "Explanation",
        "Interpretation", "Conformance", "Ingest", "Scene", "Egress", "EdgeCore", "Scoring", "Traffic", "RegionCore",
        "CenterCore", "LinuxIO", "Telemetry", "Fabric", "CityStore", "EdgeHost",
        "CityHost", "Gateway", argumentParser, logging,
      ], path: "Sources/Programs/luyun", swiftSettings: house),
    .executableTarget(
      name: "Cosim",
      dependencies: [
        "Kernel", "RoadModel", "PackedEncoding", "SchemaModel", "MessagesCSAE", "Recording", "CZlib", argumentParser,
      ], path: "Sources/Programs/Cosim", swiftSettings: house),

    .executableTarget(
      name: "luyun-mutations", dependencies: ["Mutations", "MessagesCSAE", argumentParser],
      path: "Sources/Programs/MutationCommand", swiftSettings: house),

    .executableTarget(
      name: "luyun-simulate", dependencies: ["City", "Worlds", argumentParser],
      path: "Sources/Programs/SimulationCommand", swiftSettings: house),

    // What several rooms' tests of the edge need: messages as devices send them, and a core to send them to.
    .target(
      name: "EdgeFixtures",
      dependencies: [
        "Kernel", "RoadModel", "PackedEncoding", "MessagesCSAE", "MessagesSAE", "MessagesETSI", "Recording", "Framing",
        "Interpretation", "Ingest", "EdgeCore",
      ],
      path: "Tests/EdgeFixtures", swiftSettings: house),

    tests("TidyTests", []),
    tests("KernelTests", ["Kernel"]),
    tests("SchemaCompilerTests", ["SchemaCompiler", "SchemaModel"]),
    tests("PackedEncodingTests", ["Kernel", "PackedEncoding"]),
    // Golden vectors and how they are read.
    .target(
      name: "MessageVectors", dependencies: ["SchemaModel"], path: "Tests/MessageVectors", swiftSettings: house),
    tests(
      "MessagesCSAETests", ["Kernel", "PackedEncoding", "MessagesCSAE", "Mutations", "SchemaModel", "MessageVectors"],
      exclude: ["Vectors"]),
    tests(
      "MessagesSAETests", ["MessagesSAE", "PackedEncoding", "Mutations", "SchemaModel", "MessageVectors"],
      exclude: ["Vectors", "make-vectors"]),
    tests(
      "MessagesETSITests", ["MessagesETSI", "PackedEncoding", "Mutations", "SchemaModel", "MessageVectors"],
      exclude: ["Vectors", "make-vectors", "plain_encoder.py", "references.py", "schema_values.py"]),
    tests("MutationsTests", ["MessagesCSAE", "Mutations"]),
    tests("FramingTests", ["Framing"], exclude: ["Vectors"]),
    tests("SchemaModelTests", ["SchemaModel"]),
    tests("ExplanationTests", ["Explanation", "Interpretation", "SchemaModel"]),
    tests(
      "ConformanceTests",
      ["Conformance", "Interpretation", "Framing", "Kernel", "Recording", "LinuxIO", "SchemaModel", "PackedEncoding"]),
    tests(
      "InterpretationTests", ["Interpretation", "Framing", "PackedEncoding", "SchemaModel", "MessageVectors"]),
    tests("RecordingTests", ["Kernel", "Recording"]),
    tests("SceneTests", ["Scene", "Kernel", "RoadModel"]),
    tests("PredictionTests", ["Prediction", "Kernel", "RoadModel"]),
    tests(
      "TrafficTests",
      ["Traffic", "EdgeCore", "Ingest", "Scoring", "EdgeFixtures", "Kernel", "RoadModel", "Recording"]),
    tests(
      "IngestTests",
      [
        "Ingest", "EdgeFixtures", "Kernel", "RoadModel", "PackedEncoding", "MessagesCSAE", "MessagesSAE",
        "MessagesETSI",
      ]),
    tests(
      "EgressTests",
      ["Egress", "EdgeFixtures", "Ingest", "Framing", "Kernel", "RoadModel", "PackedEncoding", "MessagesCSAE"]),
    tests(
      "EdgeCoreTests",
      [
        "EdgeCore", "Egress", "Framing", "Interpretation", "Ingest", "Scene", "Traffic", "EdgeFixtures", "Kernel",
        "RoadModel",
        "TierModel",
        "PackedEncoding", "MessagesCSAE", "MessagesSAE", "MessagesETSI", "Recording", "Scoring", "Worlds",
      ]),
    tests("TierProtocolTests", ["TierProtocol", "TierModel", "Kernel", "RoadModel"]),
    tests(
      "RegionCoreTests",
      ["RegionCore", "TierModel", "RoadModel", "Kernel", "EdgeCore", "Ingest", "EdgeFixtures", "Recording", "Scoring"]),
    tests("CenterCoreTests", ["CenterCore", "TierModel", "RoadModel", "Kernel"]),
    tests(
      "ScoringTests", ["Scoring", "Kernel", "RoadModel"], exclude: ["make-references", "references.json"]),
    tests("WorldsTests", ["Worlds", "Kernel", "RoadModel"]),
    tests(
      "CosimTests",
      ["Cosim", "Kernel", "RoadModel", "Recording", "PackedEncoding", "SchemaModel", "MessagesCSAE", "CZlib"]),
    tests("LinuxIOTests", ["Kernel", "LinuxIO"]),
    tests(
      "EdgeHostTests",
      [
        "EdgeHost", "EdgeCore", "Egress", "Framing", "Interpretation", "Ingest", "EdgeFixtures", "Kernel",
        "RoadModel", "PackedEncoding", "MessagesCSAE", "Recording",
        "LinuxIO",
        "Telemetry",
      ]),
    tests(
      "GatewayTests",
      [
        "Gateway", "EdgeHost", "EdgeCore", "Ingest", "EdgeFixtures", "Kernel", "RoadModel", "PackedEncoding",
        "MessagesCSAE", "LinuxIO", logging,
      ]),
    tests("DeliveryTests", ["Kernel", "TierModel", "Delivery"]),
    tests("StoreTests", ["Kernel", "TierModel", "Delivery", "LinuxIO", "Store", sqlite]),
    tests("FabricTests", ["Kernel", "TierModel", "Delivery", "LinuxIO", "Fabric"]),
    tests("CityStoreTests", ["CityStore", "Kernel", "RoadModel", "TierModel", "RegionCore", sqlite]),
    tests(
      "CityHostTests",
      [
        "CityHost", "CityStore", "Kernel", "RoadModel", "TierModel", "TierProtocol", "Delivery", "EdgeCore",
        "RegionCore", "LinuxIO", "Store", "Fabric", sqlite,
      ]),
    tests("CityTests", ["Kernel", "TierModel", "Delivery", "City"]),
    // A process that the tests of the store kill.
    .executableTarget(
      name: "DeliveryVictim", dependencies: ["Kernel", "TierModel", "Delivery", "LinuxIO", "Store", "Fabric", sqlite],
      path: "Tests/DeliveryVictim", swiftSettings: house),
    tests("DurabilityTests", ["DeliveryVictim", sqlite]),
    tests("TelemetryTests", ["Kernel", "Telemetry"]),
  ]
)
