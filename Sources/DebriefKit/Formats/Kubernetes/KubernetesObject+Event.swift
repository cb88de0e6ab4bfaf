extension KubernetesObject {
  /// A core/v1 or events.k8s.io event.
  func readEvent(into events: inout EventSink) {
    let about = node["involvedObject"] ?? node["regarding"]
    var source = KubernetesEvent()
    source.reason = node["reason"]?.text ?? ""
    source.message = (node["message"] ?? node["note"])?.text ?? ""
    source.isWarning = node["type"]?.text == "Warning"
    source.kind = about?["kind"]?.text ?? ""
    source.name = about?["name"]?.text ?? ""
    source.namespace = about?["namespace"]?.text ?? namespace
    source.fieldPath = about?["fieldPath"]?.text
    let reporter =
      node["reportingComponent"] ?? node["reportingController"] ?? node.at("source", "component")
      ?? node.at("deprecatedSource", "component")
    source.reporter = reporter?.text
    source.host = (node.at("source", "host") ?? node.at("deprecatedSource", "host"))?.text
    source.count = (node["count"] ?? node.at("series", "count") ?? node["deprecatedCount"])?.integer ?? 1

    let best = time(source)
    let first = KubernetesTime.stamp(node["firstTimestamp"] ?? node["deprecatedFirstTimestamp"])
    for var event in source.translate({ event($0, best.place ?? node["reason"]) }) {
      // A probe's event object is updated in place: only its newest state is a fact.
      let isRole = event.kind == .roleObserved || event.kind == .probeFailed
      if !isRole, source.count > 1, let first, let last = best.stamp, first.micros < last.micros {
        event.repeats = Int(min(source.count, 1_000_000))
        event.lastAt = last.micros
        events.emit(event, at: first)
        continue
      }
      if isRole, source.count > 1 { event.set("count", source.count) }
      if isRole, let handled = annotations["role.kubeblocks.io/event-handled"] { event.set("handled", handled) }
      events.emit(event, at: best.stamp)
    }
  }

  /// eventTime, else the newest time the object has; `lastTimestamp` of a kbagent probe does not move.
  private func time(_ source: KubernetesEvent) -> (stamp: Stamp?, place: DocumentNode?) {
    let places = [
      node["eventTime"], node.at("series", "lastObservedTime"),
      node["lastTimestamp"] ?? node["deprecatedLastTimestamp"],
      node["firstTimestamp"] ?? node["deprecatedFirstTimestamp"], node.at("metadata", "creationTimestamp"),
    ]
    for place in places { if let stamp = KubernetesTime.stamp(place) { return (stamp, place) } }
    return (nil, nil)
  }
}
