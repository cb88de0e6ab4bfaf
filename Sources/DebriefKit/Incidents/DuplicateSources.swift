import GRDB

/// Sources that were handed over twice under different names: what they say counts once.
///
/// Equal bytes alone prove nothing for texts without times and names: two members may give the same answer, two jobs may
/// print the same lines. So only sources with times in them, and printed Kubernetes objects, which carry their names,
/// are taken for the same thing.
enum DuplicateSources {
  private static let named = ["kubernetes-table", "json", "yaml", "kubectl-describe", "kbcli-describe", "terminal"]

  /// The ids of the sources to leave out. Of equal sources the one whose path names a pod stays, else the first by name.
  static func all(_ db: Database) throws -> Set<Int64> {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT s.source_id, s.sha256, s.format,
          EXISTS(SELECT 1 FROM event WHERE \(Schema.events(of: "s.source_id")) AND at IS NOT NULL AND kind <> 'log.line')
        FROM source s
        WHERE s.bytes > 0 AND s.sha256 IN (SELECT sha256 FROM source GROUP BY sha256 HAVING count(*) > 1)
        ORDER BY s.sha256,
          NOT EXISTS(SELECT 1 FROM process p WHERE p.source_id = s.source_id
            AND coalesce(p.pod, p.facts ->> 'path_pod', '') <> ''),
          length(s.path || coalesce(s.member, '')), s.path, s.member
        """)
    var kept: Set<String> = []
    var duplicates: Set<Int64> = []
    for row in rows {
      let digest: String = row[1]
      let format: String = row[2]
      let isDated: Bool = row[3]
      guard isDated || named.contains(where: format.contains) else { continue }
      if !kept.insert(digest).inserted { duplicates.insert(row[0]) }
    }
    return duplicates
  }
}
