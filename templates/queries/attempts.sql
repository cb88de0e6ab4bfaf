-- Chains of attempts at the same thing: how many it took, how each ended, and why the first one did not succeed.
WITH RECURSIVE chain(first, incident_id, attempt) AS (
  SELECT incident_id, incident_id, 1 FROM incident
  WHERE incident_id NOT IN (SELECT incident_id FROM incident_link WHERE kind = 'retry')
  UNION ALL
  SELECT c.first, l.incident_id, c.attempt + 1 FROM chain c
  JOIN incident_link l ON l.earlier_incident_id = c.incident_id AND l.kind = 'retry')
SELECT s.cluster, s.kind, min(s.started) AS first_started, max(s.started) AS last_started, count(*) AS attempts,
  group_concat(s.outcome, ' → ') AS outcomes,
  max(CASE WHEN c.attempt = 1 THEN s.root_cause END) AS first_root_cause
FROM (SELECT * FROM chain ORDER BY first, attempt) c JOIN incident_summary s USING (incident_id)
GROUP BY c.first HAVING count(*) > 1 ORDER BY s.cluster, first_started
