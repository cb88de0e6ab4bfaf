-- How long each step took over all attempts of a cluster: minimum, median, 90th percentile, maximum, in seconds.
WITH ranked AS (
  SELECT i.cluster, i.kind, m.name, m.seconds,
    row_number() OVER (PARTITION BY i.cluster, i.kind, m.name ORDER BY m.seconds) AS place,
    count(*) OVER (PARTITION BY i.cluster, i.kind, m.name) AS number
  FROM measure m JOIN incident i USING (incident_id))
SELECT cluster, kind, name AS measure, number AS attempts, round(min(seconds), 3) AS min_s,
  round(avg(CASE WHEN place IN ((number + 1) / 2, number / 2 + 1) THEN seconds END), 3) AS median_s,
  round(min(CASE WHEN place >= 0.9 * number THEN seconds END), 3) AS p90_s, round(max(seconds), 3) AS max_s
FROM ranked GROUP BY cluster, kind, name ORDER BY cluster, kind, name
