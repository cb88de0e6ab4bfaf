import Foundation
import Testing

/// `debrief collect kubernetes` against a kubectl that answers from a table, then `debrief report` on the bundle.
@Suite struct CollectTests {
  private static let case_ = Program.root.appending(path: "samples/apecloud-mysql-switchover-refused/input")

  /// A kubectl that knows the pod of one job, which no label binds to the cluster, and the objects of a sample.
  private func kubectl(in scratch: Scratch) throws -> [String: String] {
    let script = """
      #!/bin/sh
      printf '%s\\n' "$*" >> "\(scratch.url.path)/asked"
      case "$*" in
        *"-l job-name -o go-template"*) echo "kb-ops-switchover-0 0f4c5b1e-0000-4000-8000-0123456789ab switchover" ;;
        *go-template*) ;;
        *"-l job-name -o yaml"*) cat "\(Self.case_.path)/job-pod.yaml" ;;
        logs*kb-ops-switchover-0*) cat "\(Self.case_.path)/switchover-job.log" ;;
        *job,pod*) printf 'apiVersion: v1\\nkind: List\\nitems: []\\n' ;;
        *configmap*) printf 'apiVersion: v1\\nkind: List\\nitems: []\\nx:\\n- name: ROOT_PASSWORD\\n  value: S3cretWord\\n' ;;
        *deployment/kubeblocks*) echo 'Error from server (NotFound): deployments.apps "kubeblocks" not found' >&2; exit 1 ;;
        *) echo "Error from server (Forbidden): no" >&2; exit 1 ;;
      esac

      """
    let path = try scratch.file("bin/kubectl", script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return ["PATH": "\(scratch.url.path)/bin:/usr/bin:/bin"]
  }

  @Test(arguments: ["bundle", "bundle.tar.gz"]) func aBundleOfAClusterIsDiagnosed(_ name: String) throws {
    let scratch = try Scratch()
    let environment = try kubectl(in: scratch)
    let output = scratch.url.appending(path: name).path
    let collect = try Program.run(
      ["collect", "kubernetes", "--namespace", "prod", "--cluster", "invoice", "-o", output], environment: environment)
    #expect(collect.status == 0, "\(collect.errors)")
    #expect(collect.errors.contains("failed: kubectl get events -n prod -o yaml: Error from server (Forbidden): no"))
    #expect(!collect.errors.contains("failed: kubectl logs -n kb-system"))
    let asked = try String(contentsOf: scratch.url.appending(path: "asked"), encoding: .utf8)
    #expect(asked.contains("logs -n prod kb-ops-switchover-0 -c switchover --timestamps --since=24h"))
    #expect(asked.split(separator: "\n").allSatisfy { $0.hasPrefix("get ") || $0.hasPrefix("logs ") })
    let report = try Program.run(["report", output, "--format", "json"])
    #expect(report.status == 0)
    #expect(report.output.contains("\"root_cause\":\"endpoint-refused\""))
    #expect(report.output.contains("pods/prod_kb-ops-switchover-0_0f4c5b1e-0000-4000-8000-0123456789ab/switchover.log"))
    if name == "bundle" {
      let objects = try String(contentsOfFile: output + "/objects/configmaps.yaml", encoding: .utf8)
      #expect(objects.contains("value: <redacted>") && !objects.contains("S3cretWord"))
      let list = try String(contentsOfFile: output + "/collected.txt", encoding: .utf8)
      #expect(list.contains("failed objects/events.yaml: 'kubectl' get events"))
      #expect(try !FileManager.default.contentsOfDirectory(atPath: output).contains(".collecting"))
    }
  }

  @Test func aDryRunPrintsTheCommandsAndRunsNone() throws {
    let scratch = try Scratch()
    let environment = try kubectl(in: scratch)
    let result = try Program.run(
      ["collect", "kubernetes", "-n", "prod", "--cluster", "shop", "--dry-run"], in: scratch.url,
      environment: environment)
    #expect(result.status == 0)
    #expect(
      result.output.contains(
        "kubectl get opsrequests -n prod -l app.kubernetes.io/instance=shop -o yaml > objects/opsrequests.yaml\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["bin"])
  }

  @Test func nothingCollectedIsAFailure() throws {
    let scratch = try Scratch()
    let result = try Program.run(
      ["collect", "sentinel", "--host", "127.0.0.1", "--port", "1", "-o", "b"], in: scratch.url,
      environment: ["PATH": scratch.url.path])
    #expect(result.status == 66 && result.errors.contains("nothing was collected"))
    let strange = try Program.run(["collect", "kubernetes", "-n", "--x", "--cluster", "a", "--dry-run"])
    #expect(strange.status == 64)
    let option = try Program.run(["collect", "kubernetes", "--namespace=-A", "--cluster", "a", "--dry-run"])
    #expect(option.status == 64 && option.errors.contains("may not be empty, start with -"))
  }

  @Test func whatIsAddedGoesIn() throws {
    let scratch = try Scratch()
    let environment = try kubectl(in: scratch)
    let log = try scratch.file(
      "logs/s1.log", "1:X 18 May 2020 10:00:00.000 # +monitor master m 10.0.0.1 6379 quorum 1\nrequirepass T0pSecret\n")
    let output = scratch.url.appending(path: "b").path
    let result = try Program.run(
      [
        "collect", "kubernetes", "-n", "p", "--cluster", "c", "-o", output, "--add",
        URL(fileURLWithPath: log).deletingLastPathComponent().path,
      ],
      environment: environment)
    #expect(result.status == 0)
    let added = try String(contentsOfFile: output + "/added/logs/s1.log", encoding: .utf8)
    #expect(added.contains("+monitor") && !added.contains("T0pSecret"))
  }
}
