-- From shape 4 to shape 5. The index stands here as it stands in schema.sql: a test compares the two.

CREATE INDEX symptom_by_symptom ON symptom (symptom, day);
