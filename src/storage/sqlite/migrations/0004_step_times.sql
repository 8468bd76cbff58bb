-- How long steps took that were made: what the time that is left is told from. A few rows, one for each kind of step.
CREATE TABLE step_times (
  capability TEXT NOT NULL,
  package TEXT NOT NULL,
  version TEXT NOT NULL,
  steps INTEGER NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (capability, package, version)
) STRICT, WITHOUT ROWID;
