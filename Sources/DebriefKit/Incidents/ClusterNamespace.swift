/// The Kubernetes namespace of a cluster, as whatever names its members says it: commands of a report need it.
enum ClusterNamespace {
  static func name(of cluster: String, _ events: [TimelineEvent], _ directory: MemberDirectory) -> String? {
    // What happens to a node is reported in a namespace of its own.
    events.lazy.filter { event in
      event.kind.family != "node"
        && (event.cluster == cluster || directory.cluster(of: event.instance) == cluster)
    }.compactMap { $0.attribute("namespace") }.first
  }

  /// Notes it with every attempt of the cluster.
  static func note(
    in attempts: inout [Attempt], _ cluster: String, _ events: [TimelineEvent], _ directory: MemberDirectory
  ) {
    guard !attempts.isEmpty, let name = name(of: cluster, events, directory) else { return }
    for index in attempts.indices { attempts[index].facts["namespace"] = .string(name) }
  }
}
