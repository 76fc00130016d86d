-- The shape of a new log. One file holds the log of one person.
--
-- What the laboratory printed is stored as it was printed: comparator, digits as text (17.0 stays 17.0), unit.
-- Nothing that can be computed is stored: no converted value, no ratio, no reminder.
-- `nr` is the order of entry; an edit keeps it. `id` is what files and other copies of the log know an entry by.
-- A day is a civil day, 2026-03-14; a time is the wall clock where the sample was taken, 08:10.
-- Constraints carry a name that reads as the rest of "the log takes only …".
--
-- The views at the end are for people: sqlite3 androlog.db 'select * from results'.
-- A released shape is never edited here alone: what changes it is also a numbered step in src/store/upgrades/, and a
-- test compares a file that took the steps with a new one.

-- One dated paper: a blood panel, a semen analysis, a DXA scan, body measures.
CREATE TABLE report (
    nr                INTEGER PRIMARY KEY,
    id                TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    kind              TEXT NOT NULL CONSTRAINT "blood, semen, dxa or body as kind of report"
                          CHECK (kind IN ('blood', 'semen', 'dxa', 'body')),
    day               TEXT NOT NULL CONSTRAINT "report days from 1850 to 2200"
                          CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    time              TEXT CONSTRAINT "times from 00:00 to 23:59"
                          CHECK (time GLOB '[0-2][0-9]:[0-5][0-9]' AND time < '24:00'),
    laboratory        TEXT,
    note              TEXT,
    -- blood
    fasting           INTEGER CONSTRAINT "yes or no for fasting" CHECK (fasting IN (0, 1)),
    hours_since_dose  TEXT CONSTRAINT "plain digits for hours since the dose"
                          CHECK (hours_since_dose GLOB '*[0-9]*' AND hours_since_dose NOT GLOB '*[^0-9.-]*'
                                 AND hours_since_dose NOT GLOB '?*-*' AND hours_since_dose NOT GLOB '*.*.*'
                                 AND length(ltrim(hours_since_dose, '-')) <= 24),
    -- semen
    abstinence_days   TEXT CONSTRAINT "plain digits for days of abstinence"
                          CHECK (abstinence_days GLOB '*[0-9]*' AND abstinence_days NOT GLOB '*[^0-9.-]*'
                                 AND abstinence_days NOT GLOB '?*-*' AND abstinence_days NOT GLOB '*.*.*'
                                 AND length(ltrim(abstinence_days, '-')) <= 24),
    complete          INTEGER CONSTRAINT "yes or no for a complete sample" CHECK (complete IN (0, 1)),
    who_edition       TEXT,
    -- dxa
    device            TEXT,
    -- blood, since shape 2; where there is none it is serum
    specimen          TEXT CONSTRAINT "a specimen on blood reports" CHECK (kind = 'blood' OR specimen IS NULL),
    -- since shape 3: the file it was taken from, on this computer
    source_path       TEXT,
    source_sha256     TEXT CONSTRAINT "a source file with its SHA-256"
                          CHECK ((source_path IS NULL) = (source_sha256 IS NULL)
                                 AND (source_sha256 IS NULL OR length(source_sha256) = 64)),
    UNIQUE (nr, day), -- what the results copy
    CONSTRAINT "fasting and hours since the dose on blood reports"
        CHECK (kind = 'blood' OR (fasting IS NULL AND hours_since_dose IS NULL)),
    CONSTRAINT "abstinence, completeness and the WHO edition on semen reports"
        CHECK (kind = 'semen' OR (abstinence_days IS NULL AND complete IS NULL AND who_edition IS NULL)),
    CONSTRAINT "a device on DXA reports" CHECK (kind = 'dxa' OR device IS NULL)
) STRICT;

CREATE INDEX report_by_day ON report (day);

-- One result on a report: a number with comparator and unit, or words where there is no number.
CREATE TABLE observation (
    report     INTEGER NOT NULL,
    line       INTEGER NOT NULL, -- from 0, as the results stand on the paper
    day        TEXT NOT NULL, -- the day of the report, kept equal by the foreign key
    analyte    TEXT NOT NULL CONSTRAINT "an analyte that is not empty" CHECK (analyte <> ''),
    comparator TEXT CONSTRAINT "the comparators =, <, <=, > and >=" CHECK (comparator IN ('=', '<', '<=', '>', '>=')),
    value      TEXT CONSTRAINT "plain digits for a value"
                   CHECK (value GLOB '*[0-9]*' AND value NOT GLOB '*[^0-9.-]*' AND value NOT GLOB '?*-*'
                          AND value NOT GLOB '*.*.*' AND length(ltrim(value, '-')) <= 24),
    unit       TEXT,
    words      TEXT,
    -- the interval the laboratory printed, in the unit of the value
    low        TEXT CONSTRAINT "plain digits for a lower limit"
                   CHECK (low GLOB '*[0-9]*' AND low NOT GLOB '*[^0-9.-]*' AND low NOT GLOB '?*-*'
                          AND low NOT GLOB '*.*.*' AND length(ltrim(low, '-')) <= 24),
    high       TEXT CONSTRAINT "plain digits for an upper limit"
                   CHECK (high GLOB '*[0-9]*' AND high NOT GLOB '*[^0-9.-]*' AND high NOT GLOB '?*-*'
                          AND high NOT GLOB '*.*.*' AND length(ltrim(high, '-')) <= 24),
    flag       TEXT,
    method     TEXT,
    side       TEXT CONSTRAINT "left or right as side" CHECK (side IN ('left', 'right')),
    assay      TEXT,
    note       TEXT,
    -- for sums and sorting by hand only; androlog reads the digits
    number     REAL GENERATED ALWAYS AS (CAST(value AS REAL)) VIRTUAL
                   CONSTRAINT "finite values" CHECK (abs(number) < 1e25),
    PRIMARY KEY (report, line),
    FOREIGN KEY (report, day) REFERENCES report (nr, day) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT "results with a number and its unit, or with words" CHECK (
        (words IS NULL AND comparator IS NOT NULL AND value IS NOT NULL AND unit IS NOT NULL)
        OR (words IS NOT NULL AND comparator IS NULL AND value IS NULL AND unit IS NULL))
) STRICT, WITHOUT ROWID;

-- Ends in the primary key, so it answers "when was it measured, and on which report" by itself.
CREATE INDEX observation_by_analyte ON observation (analyte, day);

-- A drug from its first to its last day, both included.
CREATE TABLE regimen (
    nr    INTEGER PRIMARY KEY,
    id    TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    drug  TEXT NOT NULL CONSTRAINT "a drug that is not empty" CHECK (drug <> ''),
    route TEXT,
    start TEXT NOT NULL CONSTRAINT "first days from 1850 to 2200"
              CHECK (start IS date(start, '+0 days') AND start BETWEEN '1850-01-01' AND '2200-12-31'),
    stop  TEXT CONSTRAINT "last days from 1850 to 2200"
              CHECK (stop IS date(stop, '+0 days') AND stop BETWEEN '1850-01-01' AND '2200-12-31'),
    note  TEXT
) STRICT;

-- What is taken from a day on, until the next line or the end of the regimen.
CREATE TABLE dose (
    regimen  INTEGER NOT NULL REFERENCES regimen (nr) ON DELETE CASCADE,
    line     INTEGER NOT NULL, -- from 0, oldest first
    start    TEXT NOT NULL CONSTRAINT "dose days from 1850 to 2200"
                 CHECK (start IS date(start, '+0 days') AND start BETWEEN '1850-01-01' AND '2200-12-31'),
    amount   TEXT NOT NULL CONSTRAINT "plain digits for an amount"
                 CHECK (amount GLOB '*[0-9]*' AND amount NOT GLOB '*[^0-9.-]*' AND amount NOT GLOB '?*-*'
                        AND amount NOT GLOB '*.*.*' AND length(ltrim(amount, '-')) <= 24),
    unit     TEXT NOT NULL,
    schedule TEXT NOT NULL, -- as typed; empty when it is not known
    PRIMARY KEY (regimen, line)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE symptom (
    nr      INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    day     TEXT NOT NULL CONSTRAINT "symptom days from 1850 to 2200"
                CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    symptom TEXT NOT NULL CONSTRAINT "a symptom that is not empty" CHECK (symptom <> ''),
    grade   TEXT NOT NULL CONSTRAINT "none, mild, moderate or severe as grade"
                CHECK (grade IN ('none', 'mild', 'moderate', 'severe')),
    note    TEXT
) STRICT;

-- since shape 5
CREATE INDEX symptom_by_symptom ON symptom (symptom, day);

-- Fever, illness, surgery, pregnancy.
CREATE TABLE event (
    nr    INTEGER PRIMARY KEY,
    id    TEXT NOT NULL UNIQUE CONSTRAINT "an id that is not empty" CHECK (id <> ''),
    day   TEXT NOT NULL CONSTRAINT "event days from 1850 to 2200"
              CHECK (day IS date(day, '+0 days') AND day BETWEEN '1850-01-01' AND '2200-12-31'),
    event TEXT NOT NULL CONSTRAINT "an event that is not empty" CHECK (event <> ''),
    note  TEXT
) STRICT;

-- What the rules need to know about the man: one row, or none yet.
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

-- What was done about a reminder; a reminder itself is computed, never stored.
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

-- Every act: what it touched, how it was before and after. Undo goes back along it, redo forth, log reads it.
-- `before` and `after` hold one place for each of `what`: null where the entry did not exist.
CREATE TABLE journal (
    nr     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL, -- UTC, 2026-03-14T08:10:00.000Z
    words  TEXT NOT NULL,
    what   TEXT NOT NULL, -- JSON: the keys of the entries
    before TEXT NOT NULL, -- JSON
    after  TEXT NOT NULL, -- JSON
    state  TEXT NOT NULL DEFAULT 'done' -- dropped: undone, and something else was done since
               CONSTRAINT "done, undone or dropped as state" CHECK (state IN ('done', 'undone', 'dropped')),
    turned TEXT, -- when it was last undone or redone
    -- since shape 2; not known of acts before it
    program TEXT, -- which part of androlog did it: screen, or the command as add
    run    TEXT -- the same for all acts from a start of the program to its end
) STRICT;

CREATE INDEX journal_by_state ON journal (state);

-- since shape 4: the entries that a large import added, which the journal has by their keys alone. While the act holds
-- they are what stands in the log.
CREATE TABLE journal_added (
    act   INTEGER NOT NULL,
    line  INTEGER NOT NULL,
    key   TEXT NOT NULL, -- JSON, as one of journal.what
    image TEXT, -- JSON: the entry and its place as an undo took it out; none while it stands in the log
    PRIMARY KEY (act, line)
) STRICT, WITHOUT ROWID;

-- What was being typed when the program had to stop.
CREATE TABLE draft (
    form  TEXT PRIMARY KEY NOT NULL,
    text  TEXT NOT NULL,
    saved TEXT NOT NULL -- UTC
) STRICT, WITHOUT ROWID;

-- Which state of the log this is, and which it came from: random names, new with every write. A write-ahead log whose
-- first state did not come from the state in the file is the log of another file, and is not read.
CREATE TABLE revision (
    nr     INTEGER PRIMARY KEY CONSTRAINT "one revision" CHECK (nr = 1),
    this   BLOB NOT NULL CONSTRAINT "names of states of 16 bytes" CHECK (length(this) = 16),
    before BLOB NOT NULL CONSTRAINT "names of earlier states of 16 bytes" CHECK (length(before) = 16)
) STRICT;

INSERT INTO revision (nr, this, before) VALUES (1, randomblob(16), zeroblob(16));

-- Ids of entries that were forgotten: nothing is known of them but that they are not to come back from another copy.
CREATE TABLE forgotten (
    id TEXT PRIMARY KEY NOT NULL CONSTRAINT "an id that is not empty" CHECK (id <> '')
) STRICT, WITHOUT ROWID;

CREATE VIEW results AS
SELECT r.day, r.time, r.kind, r.laboratory, o.analyte,
       ifnull(o.words, iif(o.comparator = '=', '', o.comparator) || o.value) AS result,
       o.unit, o.low, o.high, o.flag, o.method, o.side, o.assay, o.note, o.number
  FROM observation o JOIN report r ON r.nr = o.report
 ORDER BY r.day, r.time, r.nr, o.line;

CREATE VIEW reports AS
SELECT day, time, kind, laboratory, (SELECT count(*) FROM observation o WHERE o.report = r.nr) AS results,
       fasting, hours_since_dose, specimen, abstinence_days, complete, who_edition, device, note
  FROM report r
 ORDER BY day, time, nr;

CREATE VIEW therapy AS
SELECT r.drug, r.route, r.start AS first_day, r.stop AS last_day,
       d.start AS dose_from, d.amount, d.unit, d.schedule, r.note
  FROM regimen r LEFT JOIN dose d ON d.regimen = r.nr
 ORDER BY r.start, r.nr, d.line;

CREATE VIEW symptoms AS SELECT day, symptom, grade, note FROM symptom ORDER BY day, nr;

CREATE VIEW events AS SELECT day, event, note FROM event ORDER BY day, nr;

CREATE VIEW doses AS SELECT day, time, drug, state, amount, unit, note FROM dose_taken ORDER BY day, time, nr;

CREATE VIEW questions AS SELECT day, text, answered FROM question ORDER BY day, nr;

CREATE VIEW history AS
SELECT nr, at, program, words, iif(state = 'done', 'done', 'undone') AS state FROM journal ORDER BY nr DESC;
