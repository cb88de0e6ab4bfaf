-- Every incident by cluster, with its outcome, its root cause, how long the switch took, and which earlier one it followed from.
SELECT cluster, started, kind, outcome, root_cause, confidence, round(switch_time, 1) AS switch_s, link,
  earlier_incident_id AS follows, incident_id
FROM incident_summary ORDER BY cluster, started
