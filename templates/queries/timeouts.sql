-- What a limit would have failed: of the attempts that were measured, how many took longer than 10 s to 600 s.
WITH candidates(limit_s) AS (VALUES (10), (20), (30), (45), (60), (90), (120), (180), (300), (600)),
  measured AS (
    SELECT i.kind, m.name, m.seconds FROM measure m JOIN incident i USING (incident_id)
    WHERE m.name IN ('switch_time', 'api_latency', 'job_runtime', 'request_to_end', 'label_lag', 'detection_time',
      'reconfiguration_time'))
SELECT kind, name AS measure, limit_s, count(*) AS attempts, sum(seconds > limit_s) AS would_fail,
  round(100.0 * sum(seconds > limit_s) / count(*), 1) AS percent, round(max(seconds), 1) AS longest_s
FROM measured, candidates GROUP BY kind, name, limit_s ORDER BY kind, name, limit_s
