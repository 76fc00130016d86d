-- From shape 3 to shape 4. The table stands here as it stands in schema.sql: a test compares the two.

CREATE TABLE journal_added (
    act   INTEGER NOT NULL,
    line  INTEGER NOT NULL,
    key   TEXT NOT NULL, -- JSON, as one of journal.what
    image TEXT, -- JSON: the entry and its place as an undo took it out; none while it stands in the log
    PRIMARY KEY (act, line)
) STRICT, WITHOUT ROWID;
