// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "debrief",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "debrief", targets: ["debrief"]),
    .library(name: "DebriefKit", targets: ["DebriefKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .target(
      name: "DebriefKit",
      dependencies: [
        "CArchive",
        "CSQLite",
        "TemplateTree",
        .target(name: "CCrypto", condition: .when(platforms: [.linux])),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: swiftSettings,
      plugins: ["EmbedTemplatesPlugin"]),
    .executableTarget(
      name: "debrief",
      dependencies: [
        "DebriefKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    // The system's libarchive (zip, tar, gz, zst, xz), one setting of its SQLite, and libcrypto (SHA-256 with the processor's instructions).
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // YAML as a tree that can be written down: parsed when the program is built, not each time it starts.
    .target(
      name: "TemplateTree", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: swiftSettings),
    // Turns templates/ into one generated source of raw string literals, so that the binary needs no files beside it.
    .executableTarget(name: "EmbedTemplates", dependencies: ["TemplateTree"], swiftSettings: swiftSettings),
    .plugin(
      name: "EmbedTemplatesPlugin", capability: .buildTool(), dependencies: ["EmbedTemplates"],
      path: "Sources/EmbedTemplatesPlugin"),
    .testTarget(
      name: "DebriefKitTests",
      dependencies: ["DebriefKit", "TemplateTree", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swiftSettings),
    // Real redis processes on loopback; skipped where there are none.
    .testTarget(name: "LiveTests", dependencies: ["DebriefKit"], swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "debrief", "DebriefKit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
