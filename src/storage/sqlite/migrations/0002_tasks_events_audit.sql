-- Runs and their tasks, events, the audit log. Times are milliseconds since the epoch; digests are 32 bytes.

-- Whose turn it is. Number 0 is the line itself: its clock is where the last one who was served stood.
CREATE TABLE shares (
  number INTEGER PRIMARY KEY,
  user TEXT NOT NULL UNIQUE,
  clock REAL NOT NULL,
  queued INTEGER NOT NULL CHECK (queued >= 0)
) STRICT;
INSERT INTO shares VALUES (0, '(line)', 0, 0);
CREATE INDEX shares_in_line ON shares (clock) WHERE queued > 0;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  user TEXT NOT NULL,
  share INTEGER NOT NULL REFERENCES shares (number),
  song TEXT NOT NULL,
  revision INTEGER NOT NULL,
  api_key TEXT NOT NULL,
  opened_ms INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  closed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_open ON runs (number) WHERE closed_ms = 0;
CREATE INDEX runs_of_song ON runs (song);

-- state: 0 waiting, 1 queued, 2 running, 3 succeeded, 4 failed, 5 cancelled.
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  share INTEGER NOT NULL,
  step TEXT NOT NULL,
  capability TEXT NOT NULL,
  contract_version INTEGER NOT NULL,
  package TEXT NOT NULL,
  version TEXT NOT NULL,
  package_digest BLOB,
  seed INTEGER NOT NULL,
  cost_seconds REAL NOT NULL,
  priority REAL NOT NULL,
  state INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  deaths INTEGER NOT NULL,
  lacks INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  worker TEXT NOT NULL,
  queued_ms INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL,
  seconds REAL NOT NULL,
  cpu_seconds REAL NOT NULL,
  bytes_out INTEGER NOT NULL,
  reused INTEGER NOT NULL,
  last_event INTEGER NOT NULL,
  failure_kind INTEGER NOT NULL,
  error_code INTEGER NOT NULL,
  error TEXT NOT NULL,
  error_detail TEXT NOT NULL,
  inputs BLOB NOT NULL,
  outputs BLOB NOT NULL,
  UNIQUE (run, step)
) STRICT;
CREATE INDEX tasks_of_share ON tasks (share);
CREATE INDEX tasks_in_line ON tasks (share, priority DESC) WHERE state = 1;
CREATE INDEX tasks_running ON tasks (state) WHERE state = 2;

-- What of a step is long and never changes, apart from what does.
CREATE TABLE task_steps (
  task INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
  implementation_digest BLOB,
  parameters TEXT NOT NULL,
  phrase TEXT NOT NULL,
  inputs BLOB NOT NULL
) STRICT;

-- How far running tasks are, apart from the tasks: a few rows close together, which are written often.
CREATE TABLE progress (
  task INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
  event INTEGER NOT NULL,
  fraction REAL NOT NULL,
  phrase TEXT NOT NULL
) STRICT;

CREATE TABLE usage (
  user TEXT NOT NULL,
  capability TEXT NOT NULL,
  package TEXT NOT NULL,
  steps INTEGER NOT NULL,
  remembered INTEGER NOT NULL,
  cpu_seconds REAL NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (user, capability, package)
) STRICT, WITHOUT ROWID;

-- Read from a number on, by whoever follows. By user or run there is no index: each event would have to be written to
-- pages all over the file, and who follows is near the end.
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  share INTEGER NOT NULL,
  run INTEGER NOT NULL,
  task INTEGER NOT NULL,
  kind TEXT NOT NULL,
  tries INTEGER NOT NULL,
  fraction REAL NOT NULL,
  text TEXT NOT NULL
) STRICT;
-- The number of the last event that is no longer kept.
CREATE TABLE events_dropped (number INTEGER NOT NULL) STRICT;
INSERT INTO events_dropped VALUES (0);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  entry BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- Finds the entries that made an artifact, by the first 8 bytes of its digest.
CREATE TABLE audit_outputs (
  digest_start INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (digest_start, number)
) STRICT, WITHOUT ROWID;
