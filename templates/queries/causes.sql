-- Root causes by how often they occurred, with their share of the incidents that have one, clusters, and first and last time.
SELECT root_cause, count(*) AS incidents, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent,
  count(DISTINCT cluster) AS clusters, sum(outcome <> 'succeeded') AS not_succeeded, min(started) AS first_time,
  max(started) AS last_time
FROM incident_summary WHERE root_cause IS NOT NULL GROUP BY root_cause ORDER BY incidents DESC, root_cause
