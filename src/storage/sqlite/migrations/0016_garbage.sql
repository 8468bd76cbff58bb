-- Blobs that nothing named when the last collections looked, and since when, by a clock of theirs that goes on only while
-- the server runs.
CREATE TABLE garbage (
  digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
  version TEXT NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE collection_clock (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  clock_ms INTEGER NOT NULL
) STRICT;
INSERT INTO collection_clock VALUES (1, 0);
