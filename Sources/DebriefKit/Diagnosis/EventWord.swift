/// Names that formats write into events. Patterns an engineer adds may bring others, so a stranger is only questioned where
/// it looks like one of these.
enum EventWord {
  static let origins: Set = [
    "sentinel", "redis", "pika", "codis", "lorry", "syncer", "kbagent", "controller", "job", "kubernetes", "kubelet",
    "kubectl", "audit", "patroni", "mysql", "mongodb", "postgresql", "kbcli", "redis-cli", "file", "application",
  ]

  /// The attributes of `EventKind`'s table and the fields that states are looked at for.
  static let attributes: Set = [
    "acquire_time", "action", "action_timeout_s", "address", "age_s", "api", "asked", "backoff_limit", "body",
    "candidate", "chained",
    "client_addr", "client_name", "client_output_buffer_limit", "client_user", "config_line", "connected_slaves",
    "container", "containers", "context", "cost_ms", "database_role", "down_after_milliseconds", "election_weight",
    "enable",
    "engine", "epoch", "error", "flags", "force", "from", "group", "ip", "is_eligible_for_master_election", "job",
    "keys",
    "keys_loaded", "lag", "last_message", "last_state", "link", "lost_bytes", "master_link_down_since_seconds",
    "master_link_down_time", "master_link_status", "members", "min_replicas_to_write", "min_slaves_to_write", "mode",
    "name", "namespace", "new_address", "nofailover", "num_other_sentinels", "object", "object_kind", "offset",
    "operation", "operations", "option", "path", "phase", "pid", "port", "primaries", "priority", "progress",
    "promoting", "quorum_have", "quorum_need", "read_only", "reason", "rename_command", "renew_time",
    "replica_priority",
    "replicaof", "replicas", "replid", "request", "resource", "restart_count", "role", "run_id", "save",
    "sentinel_id", "sentinel_tilt", "side", "sign", "signal", "slave_priority", "slave_repl_offset", "slaveof",
    "source", "state", "status", "subresource", "super_read_only", "table", "tags", "term", "timeout_s", "ttl", "type",
    "usable", "user",
    "user_agent", "value", "version", "waited", "witness", "writable",
  ]
}
