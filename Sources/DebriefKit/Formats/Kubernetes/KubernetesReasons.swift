/// What the reasons of conditions and events mean in our vocabulary.
enum KubernetesReasons {
  /// The condition of an OpsRequest.
  static func operation(condition type: String, isTrue: Bool, reason: String?) -> EventKind {
    switch type {
    case "WaitForProgressing": .operationProgress
    case "Validated": isTrue ? .operationValidated : .operationRejected
    case "Succeed": .operationSucceeded
    case "Failed": .operationFailed
    case "Aborted", "Cancelled": .operationCancelled
    default: operation(reason: reason ?? "")
    }
  }

  /// The reason of an event on an OpsRequest.
  static func operation(reason: String) -> EventKind {
    switch reason {
    case "ValidateOpsRequestPassed": return .operationValidated
    case "ValidateFailed", "ClusterNotFound", "OpsTypeNotSupported", "ClusterPhaseMismatch", "PreCheckFailed":
      return .operationRejected
    case "OpsRequestProcessedSuccessfully": return .operationSucceeded
    case "OpsRequestFailed": return .operationFailed
    case "Aborted", "CancelSucceed", "CancelFailed": return .operationCancelled
    default:
      return reason.hasSuffix("Started") || reason.hasSuffix("Starting") ? .operationStarted : .operationProgress
    }
  }

  /// Why a container does not run.
  static let waiting: Set<String> = [
    "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable",
    "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff",
    "ContainerCannotRun", "StartError", "ImageInspectError",
  ]

  /// Reasons of events on pods that say the pod cannot start or run.
  static let podTrouble: Set<String> = [
    "FailedScheduling", "FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox",
    "FailedCreatePodContainer", "NetworkNotReady", "Failed", "BackOff", "Unhealthy", "InspectFailed",
    "ErrImageNeverPull", "FailedKillPod", "FailedPostStartHook", "FailedPreStopHook", "ProbeError", "FailedSync",
    "FailedValidation", "FailedBinding", "ProvisioningFailed", "WaitForFirstConsumer", "SandboxChanged",
  ]

  static let evictions: Set<String> = [
    "TaintManagerEviction", "Evicted", "Preempted", "Preempting", "EvictedByVPA", "NodeControllerEviction",
  ]
}
