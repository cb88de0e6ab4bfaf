-- Every finding with its incident, newest first.
SELECT i.cluster, i.started_at, f.verdict, f.cause, f.confidence, f.title
FROM finding f JOIN incident i USING (incident_id) ORDER BY i.started_at DESC, f.verdict
