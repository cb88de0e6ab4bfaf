import Foundation
import Testing

@testable import DebriefKit

/// Plans, loops over what commands print, and what never gets into a bundle.
@Suite struct BundleCollectorTests {
  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// A plan of a folder of templates, run; the files by name.
  private func collect(
    _ plan: String, _ values: [String: String] = [:], timeout: Double = 20
  ) throws -> (files: [String: String], ran: [BundleCollector.Ran]) {
    let templates = try Self.folder()
    let bundle = try Self.folder()
    defer { for folder in [templates, bundle] { try? FileManager.default.removeItem(at: folder) } }
    try FileManager.default.createDirectory(at: templates.appending(path: "collect"), withIntermediateDirectories: true)
    try plan.write(to: templates.appending(path: "collect/x.yaml"), atomically: true, encoding: .utf8)
    var collector = try BundleCollector(
      CollectionPlan("x", Templates(overlay: templates)), values: values, timeout: timeout)
    try collector.run(into: bundle)
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: bundle.path) {
      if let text = try? String(contentsOf: bundle.appending(path: name), encoding: .utf8) { files[name] = text }
    }
    return (files, collector.ran)
  }

  @Test func theBuiltInPlansCanBeRead() throws {
    #expect(CollectionPlan.names(.embedded) == ["kubernetes", "sentinel"])
    for name in CollectionPlan.names(.embedded) {
      let plan = try CollectionPlan(name, .embedded)
      #expect(plan.summary.hasSuffix(".") && plan.steps.count > 5)
      for parameter in plan.parameters { #expect(parameter.help.hasSuffix("."), "\(parameter.name)") }
      // Only what reads.
      let programs = Set(plan.steps.flatMap { [$0.command] + $0.loops.map(\.command) }.compactMap(\.first))
      #expect(programs.isSubset(of: ["kubectl", "redis-cli", "cat", "tail"]))
      let verbs = Set(
        plan.steps.flatMap { [$0.command] + $0.loops.map(\.command) }.filter { $0[0] == "kubectl" }.map { $0[1] })
      #expect(verbs.isSubset(of: ["get", "logs"]))
    }
  }

  @Test func runsAStepForEachValue() throws {
    let (files, ran) = try collect(
      """
      parameters:
        word: {help: A word.}
      steps:
        - file: out/<word>.txt
          run: [echo, <word>]
        - file: out/<a>-<b>.txt
          each: {run: [printf, 'x 1\\ny 2\\nz\\n'], words: [a, b]}
          run: [echo, <a>, <b>]
        - file: pairs/<host>-<port>.txt
          each: {run: [printf, 'name\\nm\\nip\\n10.0.0.1\\nport\\n1\\n\\nip\\n10.0.0.2\\nport\\n2\\n'], pairs: {ip: host, port: port}}
          run: [echo, hi]
        - file: conf/<log>
          each:
            - {run: [printf, 'a:1\\r\\nconfig_file:/x/y.conf\\r\\n'], match: "config_file:<config…>"}
            - {run: [printf, 'of <config>\\nlogfile "l.log"\\n'], match: "logfile <log…>"}
          run: [echo, <config>]
        - file: lines/<h>_<p>
          each: {run: [printf, '10.0.0.9\\n6379\\n'], lines: [h, p]}
          run: [echo, <h>]

      """, ["word": "hello"])
    #expect(files["out/hello.txt"] == "hello\n")
    #expect(files["out/x-1.txt"] == "x 1\n" && files["out/y-2.txt"] == "y 2\n")
    #expect(files["pairs/10.0.0.1-1.txt"] != nil && files["pairs/10.0.0.2-2.txt"] != nil)
    #expect(files["conf/l.log"] == "/x/y.conf\n")
    #expect(files["lines/10.0.0.9_6379"] == "10.0.0.9\n")
    #expect(ran.allSatisfy { $0.error == nil })
    #expect(files["collected.txt"]?.contains("debrief collect: wrote out/hello.txt: 'echo' hello\n") == true)
  }

  @Test func failuresAreListedAndTheRestGoesOn() throws {
    let (files, ran) = try collect(
      """
      steps:
        - {file: a.txt, run: [sh, -c, "echo partly; echo password=Hunter2x no such thing >&2; exit 3"]}
        - {file: b.txt, run: [no-such-program-here]}
        - {file: c.txt, run: [sh, -c, "exit 1"], optional: true}
        - {file: "d-<x>.txt", run: [echo, <x>], each: {run: [sh, -c, "exit 9"], words: [x]}}
        - {file: e.txt, run: [echo, fine]}

      """)
    #expect(files["a.txt"] == "partly\n" && files["e.txt"] == "fine\n" && files["b.txt"] == nil)
    #expect(ran.map { $0.error == nil } == [false, false, false, false, true])
    let list = try #require(files["collected.txt"])
    #expect(list.contains("failed a.txt:") && list.contains("no such thing") && !list.contains("Hunter2x"))
    #expect(list.contains("no-such-program-here") && list.contains("not there c.txt"))
  }

  @Test func aCommandThatHangsIsEnded() throws {
    let clock = ContinuousClock()
    var ran: [BundleCollector.Ran] = []
    let spent = try clock.measure { ran = try collect("steps:\n  - {file: a, run: [sleep, '60']}\n", timeout: 0.5).ran }
    #expect(spent < .seconds(20))
    #expect(ran.first?.error == "no end within 0.5 s")
  }

  @Test func secretsStayOut() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let pod = """
          - name: MYSQL_ROOT_PASSWORD
            value: Sup3rS3cret
          - name: HOST
            value: db-0
        last: {"name":"REDIS_PASSWORD","value":"An0therOne"}
      log: retry with Sup3rS3cret

      """
    try pod.write(to: folder.appending(path: "pod.yaml"), atomically: true, encoding: .utf8)
    try "requirepass F0urthOne\nsentinel auth-pass m F1fthOne99\nport 1\n".write(
      to: folder.appending(path: "s.conf"), atomically: true, encoding: .utf8)
    let (files, _) = try collect(
      """
      parameters:
        dir: {help: A folder.}
      steps:
        - {file: pod.yaml, run: [cat, "<dir>/pod.yaml"]}
        - {file: s.conf, run: [cat, "<dir>/s.conf"]}

      """, ["dir": folder.path])
    let text = files.values.joined()
    for secret in ["Sup3rS3cret", "An0therOne", "F0urthOne", "F1fthOne99"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    #expect(text.contains("value: db-0") && text.contains("port 1"))
  }

  @Test func whatAProgramPrintsLeadsNowhere() throws {
    let (files, ran) = try collect(
      """
      steps:
        - file: out/<a>.txt
          each: {run: [printf, '../../etc/x\\n-rf\\n..\\nok\\n'], lines: [a]}
          run: [echo, <a>]

      """)
    #expect(
      Set(files.keys) == ["collected.txt", "out/.._.._etc_x.txt", "out/...txt", "out/ok.txt"]
        || Set(files.keys) == ["collected.txt", "out/.._.._etc_x.txt", "out/_.txt", "out/ok.txt"])
    #expect(ran.allSatisfy { !$0.command.contains("-rf") })
  }

  @Test(arguments: [
    (["namespace": "prod"], CollectionError.missing("cluster", plan: "kubernetes")),
    (["namespace": "--all-namespaces", "cluster": "x"], .strange("namespace", "--all-namespaces")),
    (["namespace": "a", "cluster": "x", "pod": "y"], .unknown("pod", plan: "kubernetes")),
  ])
  func refusesWhatIsNoValue(_ values: [String: String], _ error: CollectionError) throws {
    let plan = try CollectionPlan("kubernetes", .embedded)
    #expect(throws: error) { try BundleCollector(plan, values: values) }
  }

  @Test(arguments: [
    ("steps:\n  - {file: a}\n", "needs file and run"),
    ("steps:\n  - {file: a, run: [echo, <who>]}\n", "unknown value 'who'"),
    ("steps:\n  - {file: a, run: [x], each: {run: [y]}}\n", "a loop needs run and one of"),
    ("steps:\n  - {file: a, run: [x], often: true}\n", "unknown key 'often'"),
  ])
  func saysWhatIsWrongWithAPlan(_ plan: String, _ message: String) throws {
    let error = #expect(throws: RuleError.self) { try collect(plan) }
    #expect(error?.description.contains(message) == true)
  }

  @Test func aBundleCanBeOneArchive() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "in/a"), withIntermediateDirectories: true)
    try "one\n".write(to: folder.appending(path: "in/a/1.log"), atomically: true, encoding: .utf8)
    try "two\n".write(to: folder.appending(path: "in/2.log"), atomically: true, encoding: .utf8)
    let path = folder.appending(path: "b.tar.gz").path
    try BundleArchive.write(folder.appending(path: "in"), root: "b", to: path)
    var walker = SourceWalker()
    try walker.walk([path])
    #expect(walker.items.map(\.member) == ["b/2.log", "b/a/1.log"])
    #expect(throws: BundleArchive.Failure.self) {
      try BundleArchive.write(folder, root: "b", to: "/no/such/place.tar.gz")
    }
  }
}
