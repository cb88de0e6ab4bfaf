import Testing

@testable import DebriefKit

/// The words by which KubeBlocks, its addons and the tools beneath say why a switchover failed, each in a small input of its
/// own. Sources of the texts: the linked issues and the code of KubeBlocks 0.8 to 1.0 and its addons.
@Suite struct KnownMessagesTests {
  private func root(_ cause: String, _ files: [(name: String, text: String)]) async throws -> RuleExample.Outcome {
    var example = RuleExample(cause: cause, name: "message", path: "")
    example.files = files
    return try await example.run(with: RuleBook.embedded())
  }

  /// What an action left in the progress of an OpsRequest of 1.x.
  private func action(_ message: String) -> String {
    """
    apiVersion: operations.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "2025-09-17T06:20:33Z"
      labels: {app.kubernetes.io/instance: db}
      name: db-switchover-2cwkd
      namespace: prod
    spec:
      clusterName: db
      switchover:
      - candidateName: db-mysql-1
        componentName: mysql
        instanceName: db-mysql-0
      type: Switchover
    status:
      completionTimestamp: "2025-09-17T06:20:36Z"
      components:
        mysql:
          progressDetails:
          - endTime: "2025-09-17T06:20:34Z"
            group: primary
            message: \(JSONValue.string(message).compact)
            objectKey: Switchover/mysql
            startTime: "2025-09-17T06:20:34Z"
            status: Failed
      conditions:
      - lastTransitionTime: "2025-09-17T06:20:35Z"
        message: 'Failed to process OpsRequest: db-switchover-2cwkd in cluster: db'
        reason: OpsRequestFailed
        status: "False"
        type: Failed
      phase: Failed
      startTimestamp: "2025-09-17T06:20:33Z"

    """
  }

  private static func script(_ words: String) -> String {
    "component mysql action: switchover, error: exit code: 1, stderr: \(words)\n: failed: action failed"
  }

  @Test(arguments: [
    ("component mysql action: switchover, error: timedOut: action timed-out", "action-timeout"),
    ("candidate instance \"db-mysql-9\" not found", "candidate-invalid"),
    ("the pod \"db-mysql-9\" not belongs to the component \"mysql\"", "candidate-invalid"),
    ("pod db-mysql-0 cannot perform switchover because it does not have a role label", "no-primary-labelled"),
    ("component pod list is empty or has more than one serviceable and writable pod", "multiple-primaries-labelled"),
    (
      "http error occurred when executing action switchover at pod db-mysql-0: unexpected http status code: 503",
      "agent-unavailable"
    ),
    ("pod db-mysql-0 has no ip", "agent-unavailable"),
    ("no available pod to execute action switchover", "agent-unavailable"),
    ("jobs.batch \"x\" is forbidden: exceeded quota: compute, requested: limits.cpu=1", "admission-denied"),
    (script("something odd happened"), "action-failed"),
    (script("Error: Candidate node db-redis-1 is not in secondary role"), "candidate-invalid"),
    (script("Only one instance in cluster, cannot switchover."), "single-replica"),
    (script("ERROR 7502 (HY000) at line 1: The consensus membership change failed, error code is 5"), "consensus-busy"),
    (
      script("[gs_ctl]: switchover timeout after 60 seconds. please manually check the cluster status."),
      "engine-switch-timeout"
    ),
    (script("execute_sub_command output: NOGOODSLAVE No suitable replica to promote"), "no-good-replica"),
    (script("write /var/lib/mysql/x: No space left on device"), "disk-full"),
    (script("candidate db-mysql-1: Slave_SQL_Running: No"), "replication-lag"),
  ])
  func ofActions(_ message: String, _ cause: String) async throws {
    let outcome = try await root(cause, [("ops.yaml", action(message))])
    #expect(outcome.passed, "\(message): found \(outcome.found)")
  }

  @Test(arguments: [
    ("operation precheck failed: candidate is not set and has no other healthy members", "no-healthy-candidate"),
    ("operation precheck failed: candidate db-mysql-1 is unhealthy", "candidate-invalid"),
    ("operation precheck failed: candidate db-mysql-1 not exists", "candidate-invalid"),
    ("operation precheck failed: db-mysql-0 is not the primary", "source-not-primary"),
    ("operation precheck failed: primary db-mysql-0 not exists", "source-not-primary"),
    ("operation precheck failed: cluster's ha is disabled", "ha-disabled"),
    (
      "operation exec failed: Create switchover failed: there is another switchover db-mysql-switchover unfinished",
      "stale-switchover-request"
    ),
  ])
  func ofTheSwitchoverAPI(_ message: String, _ cause: String) async throws {
    let outcome = try await root(
      cause,
      [
        (
          "job.log",
          """
          curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"db-mysql-0","candidate":"db-mysql-1"}}
          curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"\(message)"}
          INFO: start to check if switchover successfully, timeout is 60s
          ERROR: switchover failed.

          """
        )
      ])
    #expect(outcome.passed, "\(message): found \(outcome.found)")
  }
}
