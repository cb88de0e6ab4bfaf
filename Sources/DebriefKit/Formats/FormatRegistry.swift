/// All formats, one line each. Order matters only where two could claim a line: the more specific stands first.
enum FormatRegistry {
  static let lines: [any LineFormat] = [
    RedisLog(),
    RedisLogfmt(),
    PikaLog(),
    CodisLog(),
    SentinelScriptLog(),
    ApplicationWrites(),
    AuditFormat(),
    ZapConsoleFormat(),
    ZapJSONFormat(),
    KlogFormat(),
    LogrusFormat(),
    PatroniFormat(),
    PostgresLogFormat(),
    MySQLErrorLogFormat(),
    MongodLogFormat(),
    GaussControlFormat(),
    ConsensusRoleFormat(),
    SwitchoverJobFormat(),
    ShellTraceFormat(),
    KubectlErrorFormat(),
    KbcliReportFormat(),
    ScriptTextFormat(),
    TerminalFormat(),
  ]

  static let blocks: [any BlockFormat] = [
    RedisCrashReport(),
    RedisConfigError(),
    PubSubCapture(),
    RedisCliSession(),
    RedisCliAnswer(),
    JSONDocumentFormat(),
    YAMLDocumentFormat(),
    KubernetesTableFormat(),
    PikaConfiguration(),
    RedisConfiguration(),
    DescribeFormat(),
    KbcliDescribeFormat(),
    DatabaseTableFormat(),
  ]
}
