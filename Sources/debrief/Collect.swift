import ArgumentParser
import DebriefKit
import Foundation

/// `debrief collect …`
struct Collect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Collect what a diagnosis needs into a bundle.",
    discussion: """
      Runs kubectl or redis-cli as you would, and only commands that read. Passwords and tokens are redacted before anything
      is written. What is run stands in templates/collect; --dry-run prints it.
      """, subcommands: [CollectKubernetes.self, CollectSentinel.self])
}

/// What every kind of collection takes.
struct CollectFlags: ParsableArguments {
  @Option(name: [.short, .long], help: "Folder to write to, or a file that ends in .tar.gz.")
  var output: String = "debrief-bundle.tar.gz"

  @Option(name: .long, help: "A log or folder to put into the bundle as well.") var add: [String] = []

  @Flag(name: .customLong("dry-run"), help: "Print the commands and run none.") var dryRun = false

  @Option(help: "Seconds after which a command is ended.") var timeout: Double = 60

  @Option(help: "Folder whose collect/*.yaml replace the built-in ones.") var templates: String?

  func run(_ plan: String, _ values: [String: String]) throws {
    let plan = try CollectionPlan(plan, TemplatesFolder.load(templates))
    var collection = try BundleCollector(plan, values: values, timeout: timeout) { command in
      Terminal.note("  " + command.joined(separator: " "))
    }
    guard !dryRun else {
      var terminal = Terminal()
      for line in collection.commands { terminal.line(Terminal.visible(line)) }
      return
    }
    let isArchive = output.hasSuffix(".tar.gz") || output.hasSuffix(".tgz")
    let folder = try folder(isArchive: isArchive)
    defer { if isArchive { try? FileManager.default.removeItem(at: folder) } }
    try collection.run(into: folder)
    for path in add { try collection.add(path, into: folder) }
    try tell(collection)
    if isArchive {
      let root = URL(fileURLWithPath: output).lastPathComponent.split(separator: ".").first.map(String.init) ?? "bundle"
      try BundleArchive.write(folder, root: root, to: output)
    }
    Terminal.note("wrote \(output); next: debrief report \(output)")
  }

  private func folder(isArchive: Bool) throws -> URL {
    let folder =
      isArchive
      ? FileManager.default.temporaryDirectory.appending(path: "debrief-collect-\(UUID().uuidString)")
      : URL(fileURLWithPath: output, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw TimelineError.cannotWrite(path: output, reason: error.localizedDescription)
    }
    return folder
  }

  /// Says what failed. Throws where nothing was collected at all.
  private func tell(_ collection: BundleCollector) throws {
    for entry in collection.ran where entry.error != nil && !entry.isOptional {
      Terminal.note("failed: \(entry.command.joined(separator: " ")): \(entry.error ?? "")")
    }
    let files = collection.ran.filter { $0.bytes > 0 }
    Terminal.note("\(files.count) files, \(files.reduce(0) { $0 + $1.bytes }) bytes")
    guard !files.isEmpty else { throw CommandFailure(.missingInput, "no command gave anything; nothing was collected") }
  }
}

/// `debrief collect kubernetes`
struct CollectKubernetes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubernetes", abstract: "Objects, events and logs of a KubeBlocks cluster, through kubectl.")

  @Option(name: [.short, .long], help: "Namespace of the cluster.") var namespace: String

  @Option(help: "Name of the cluster.") var cluster: String

  @Option(help: "How far back logs go, such as 2h.") var since: String?

  @Option(name: .customLong("operator-namespace"), help: "Namespace of the KubeBlocks operator.")
  var operatorNamespace: String?

  @OptionGroup var flags: CollectFlags

  func run() throws {
    var values = ["namespace": namespace, "cluster": cluster]
    values["since"] = since
    values["operator-namespace"] = operatorNamespace
    try flags.run("kubernetes", values)
  }
}

/// `debrief collect sentinel`
struct CollectSentinel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentinel", abstract: "Views, configuration and logs of sentinels and servers, through redis-cli.",
    discussion: "A password is taken from REDISCLI_AUTH. Logs of other hosts are added with --add.")

  @Option(help: "Host of one sentinel.") var host: String

  @Option(help: "Its port.") var port: Int = 26379

  @Option(help: "The group it watches.") var name: String = "mymaster"

  @OptionGroup var flags: CollectFlags

  func run() throws { try flags.run("sentinel", ["host": host, "port": "\(port)", "name": name]) }
}
