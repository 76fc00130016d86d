-- From shape 2 to shape 3. The columns stand here as they stand in schema.sql: a test compares the two.

ALTER TABLE report ADD COLUMN source_path TEXT;
ALTER TABLE report ADD COLUMN source_sha256 TEXT CONSTRAINT "a source file with its SHA-256"
                       CHECK ((source_path IS NULL) = (source_sha256 IS NULL)
                              AND (source_sha256 IS NULL OR length(source_sha256) = 64));
