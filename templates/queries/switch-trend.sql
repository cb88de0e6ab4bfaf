-- How the time to the new primary developed, by month: attempts, how many did not succeed, and the switch time in seconds.
SELECT substr(s.started, 1, 7) AS month, s.cluster, s.kind, count(*) AS attempts,
  sum(s.outcome <> 'succeeded') AS not_succeeded, count(s.switch_time) AS measured, round(min(s.switch_time), 1) AS min_s,
  round(avg(s.switch_time), 1) AS mean_s, round(max(s.switch_time), 1) AS max_s
FROM incident_summary s WHERE s.started IS NOT NULL GROUP BY month, s.cluster, s.kind ORDER BY s.cluster, s.kind, month
