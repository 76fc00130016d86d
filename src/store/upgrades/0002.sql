-- From shape 1 to shape 2. The columns stand here as they stand in schema.sql: a test compares the two.

ALTER TABLE report ADD COLUMN specimen TEXT CONSTRAINT "a specimen on blood reports" CHECK (kind = 'blood' OR specimen IS NULL);

DROP VIEW reports;

CREATE VIEW reports AS
SELECT day, time, kind, laboratory, (SELECT count(*) FROM observation o WHERE o.report = r.nr) AS results,
       fasting, hours_since_dose, specimen, abstinence_days, complete, who_edition, device, note
  FROM report r
 ORDER BY day, time, nr;
