/// The measures of DESIGN: planned switchover, failover, topology.
enum MeasureName {
  static let all = [
    "request_to_end", "job_runtime", "api_latency", "switch_time", "label_lag", "detection_time", "election_time",
    "promotion_time", "reconfiguration_time", "no_primary_window", "dual_primary_window",
    "old_primary_return_to_demotion",
  ]
}
