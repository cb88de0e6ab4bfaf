/// How long the operator lets the switchover action run: set in the ComponentDefinition, and handed to kbagent in the
/// environment of its container.
extension KubernetesObject {
  func readComponentDefinition(into events: inout EventSink) {
    guard apiVersion.contains("kubeblocks.io"),
      let limit = node.at("spec", "lifecycleActions", "switchover", "timeoutSeconds")
    else { return }
    emitLimit(limit.integer, limit, into: &events)
  }

  /// `KB_AGENT_ACTION`: a list of actions as JSON.
  func readActionLimit(into events: inout EventSink) {
    for container in node.at("spec", "containers")?.items ?? [] where container["name"]?.text == "kbagent" {
      let variable = container["env"]?.items.first { $0["name"]?.text == "KB_AGENT_ACTION" }
      guard let text = variable?["value"]?.text, let actions = try? JSONValue.parse(text).array else { continue }
      let action = actions.first { $0["name"]?.string == "switchover" }
      emitLimit(action?["timeoutSeconds"]?.integer, variable, into: &events)
    }
  }

  private func emitLimit(_ seconds: Int64?, _ place: DocumentNode?, into events: inout EventSink) {
    guard let seconds, seconds != 0 else { return }
    var event = event(.stateObserved, place)
    event.code = "action-limit"
    event.instance = kind == "Pod" ? name : nil
    event.set("object", name)
    event.attributes["action_timeout_s"] = .integer(seconds)
    event.message = "\(kind) \(name): timeoutSeconds of the switchover action is \(seconds)"
    events.emit(event, at: process.capturedAt)
  }
}
