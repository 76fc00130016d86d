-- From shape 1 to shape 2. The columns stand here as they stand in schema.sql: a test compares the two.

ALTER TABLE report ADD COLUMN specimen TEXT CONSTRAINT "a specimen on blood reports" CHECK (kind = 'blood' OR specimen IS NULL);

DROP VIEW reports;

CREATE VIEW reports AS
SELECT day, time, kind, laboratory, (SELECT count(*) FROM observation o WHERE o.report = r.nr) AS results,
       fasting, hours_since_dose, specimen, abstinence_days, complete, who_edition, device, note
  FROM report r
 ORDER BY day, time, nr;

-- What is left of a drug: pieces counted on a day, after the doses of that day.
CREATE TABLE supply (
    regimen   INTEGER PRIMARY KEY REFERENCES regimen (nr) ON DELETE CASCADE,
    counted   TEXT NOT NULL CONSTRAINT "count days from 1850 to 2200"
                  CHECK (counted IS date(counted, '+0 days') AND counted BETWEEN '1850-01-01' AND '2200-12-31'),
    left      TEXT NOT NULL CONSTRAINT "plain digits for what is left"
                  CHECK (left GLOB '*[0-9]*' AND left NOT GLOB '*[^0-9.-]*' AND left NOT GLOB '?*-*'
                         AND left NOT GLOB '*.*.*' AND length(ltrim(left, '-')) <= 24),
    strength  TEXT CONSTRAINT "plain digits for a strength" -- of one piece; none where one dose is one piece
                  CHECK (strength GLOB '*[0-9]*' AND strength NOT GLOB '*[^0-9.-]*' AND strength NOT GLOB '?*-*'
                         AND strength NOT GLOB '*.*.*' AND length(ltrim(strength, '-')) <= 24),
    package   TEXT CONSTRAINT "plain digits for a package" -- pieces in one
                  CHECK (package GLOB '*[0-9]*' AND package NOT GLOB '*[^0-9.-]*' AND package NOT GLOB '?*-*'
                         AND package NOT GLOB '*.*.*' AND length(ltrim(package, '-')) <= 24),
    lead_days INTEGER NOT NULL CONSTRAINT "0 to 365 days of lead" CHECK (lead_days BETWEEN 0 AND 365)
) STRICT;

-- A dose that was taken, or left out knowingly. A scheduled dose without one is not logged, which is neither.
CREATE TABLE dose_taken (
    nr     INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    drug   TEXT NOT NULL CONSTRAINT "a drug that is not empty" CHECK (drug <> ''),
    day    TEXT NOT NULL CONSTRAINT "days of a dose from 1850 to 2200"
               CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    time   TEXT CONSTRAINT "times of a dose from 00:00 to 23:59"
               CHECK (time GLOB '[0-2][0-9]:[0-5][0-9]' AND time < '24:00'),
    amount TEXT CONSTRAINT "plain digits for a dose taken"
               CHECK (amount GLOB '*[0-9]*' AND amount NOT GLOB '*[^0-9.-]*' AND amount NOT GLOB '?*-*'
                      AND amount NOT GLOB '*.*.*' AND length(ltrim(amount, '-')) <= 24),
    unit   TEXT,
    state  TEXT NOT NULL CONSTRAINT "taken or skipped as state of a dose" CHECK (state IN ('taken', 'skipped')),
    note   TEXT
) STRICT;

CREATE INDEX dose_taken_by_day ON dose_taken (day);

-- What to ask at the next visit; a visit closes the questions noted by its day, and they stay.
CREATE TABLE question (
    nr       INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    day      TEXT NOT NULL CONSTRAINT "question days from 1850 to 2200"
                 CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    text     TEXT NOT NULL CONSTRAINT "a question that is not empty" CHECK (text <> ''),
    answered TEXT CONSTRAINT "answer days from 1850 to 2200"
                 CHECK (answered IS date(answered, '+0 days') AND answered BETWEEN '1850-01-01' AND '2200-12-31')
) STRICT;

CREATE VIEW doses AS SELECT day, time, drug, state, amount, unit, note FROM dose_taken ORDER BY day, time, nr;

CREATE VIEW questions AS SELECT day, text, answered FROM question ORDER BY day, nr;

ALTER TABLE journal ADD COLUMN program TEXT;
ALTER TABLE journal ADD COLUMN run    TEXT;

CREATE TABLE revision (
    nr     INTEGER PRIMARY KEY CONSTRAINT "one revision" CHECK (nr = 1),
    this   BLOB NOT NULL CONSTRAINT "names of states of 16 bytes" CHECK (length(this) = 16),
    before BLOB NOT NULL CONSTRAINT "names of earlier states of 16 bytes" CHECK (length(before) = 16)
) STRICT;

INSERT INTO revision (nr, this, before) VALUES (1, randomblob(16), zeroblob(16));

CREATE TABLE forgotten (
    id TEXT PRIMARY KEY NOT NULL CONSTRAINT "an id that is not empty" CHECK (id <> '')
) STRICT, WITHOUT ROWID;

DROP VIEW history;

CREATE VIEW history AS
SELECT nr, at, program, words, iif(state = 'done', 'done', 'undone') AS state FROM journal ORDER BY nr DESC;

-- A goal that was never said is none, and a profile knows since when a child is tried for.
CREATE TEMP TABLE profile_of_1 AS SELECT * FROM profile;

DROP TABLE profile;

CREATE TABLE profile (
    nr           INTEGER PRIMARY KEY CONSTRAINT "one profile" CHECK (nr = 1),
    birth_date   TEXT CONSTRAINT "birth dates from 1850 to 2200"
                     CHECK (birth_date IS date(birth_date, '+0 days') AND birth_date BETWEEN '1850-01-01' AND '2200-12-31'),
    goal         TEXT CONSTRAINT "fertility or other as goal" CHECK (goal IN ('fertility', 'other')), -- none: not said
    bone_risk    INTEGER NOT NULL CONSTRAINT "yes or no for a bone risk" CHECK (bone_risk IN (0, 1)),
    height_cm    TEXT CONSTRAINT "plain digits for a height"
                     CHECK (height_cm GLOB '*[0-9]*' AND height_cm NOT GLOB '*[^0-9.-]*' AND height_cm NOT GLOB '?*-*'
                            AND height_cm NOT GLOB '*.*.*' AND length(ltrim(height_cm, '-')) <= 24),
    trying_since TEXT CONSTRAINT "days of trying from 1850 to 2200"
                     CHECK (trying_since IS date(trying_since, '+0 days') AND trying_since BETWEEN '1850-01-01' AND '2200-12-31')
) STRICT;

INSERT INTO profile (nr, birth_date, goal, bone_risk, height_cm)
SELECT nr, birth_date, goal, bone_risk, height_cm FROM profile_of_1;

DROP TABLE profile_of_1;

-- A dismissal has a day of its own.
CREATE TEMP TABLE reminder_action_of_1 AS SELECT * FROM reminder_action;

DROP TABLE reminder_action;

CREATE TABLE reminder_action (
    nr     INTEGER PRIMARY KEY,
    rule   TEXT NOT NULL CONSTRAINT "a rule that is not empty" CHECK (rule <> ''),
    due    TEXT CONSTRAINT "due days from 1850 to 2200" -- none for every occurrence of the rule
               CHECK (due IS date(due, '+0 days') AND due BETWEEN '1850-01-01' AND '2200-12-31'),
    action TEXT NOT NULL CONSTRAINT "snooze, dismiss or booked as action"
               CHECK (action IN ('snooze', 'dismiss', 'booked')),
    day    TEXT CONSTRAINT "action days from 1850 to 2200" -- snoozed until, booked on, dismissed on where that is known
               CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    reason TEXT,
    CONSTRAINT "a day for a snooze or a booking, and a reason only for a dismissal"
        CHECK (action = 'dismiss' OR (day IS NOT NULL AND reason IS NULL))
) STRICT;

CREATE UNIQUE INDEX reminder_action_once ON reminder_action (rule, ifnull(due, ''), action);

INSERT INTO reminder_action (nr, rule, due, action, day, reason)
SELECT nr, rule, due, action, day, reason FROM reminder_action_of_1;

DROP TABLE reminder_action_of_1;
