-- The line and the leases stand apart from the tasks: a few narrow rows close together, where a task's own row is wide
-- and each user's lie elsewhere. A task that is leased is written when its lease is over, and not before.

-- Who is queued, as they are taken. `shares.queued` counts them.
CREATE TABLE line (
  share INTEGER NOT NULL,
  priority REAL NOT NULL,
  task INTEGER NOT NULL,
  PRIMARY KEY (share, priority DESC, task)
) STRICT, WITHOUT ROWID;
INSERT INTO line SELECT share, priority, id FROM tasks WHERE state = 1;

-- A task is running if it has a lease; its own state then is queued, as it was when it was leased. `event`: the last one
-- that told progress.
CREATE TABLE leases (
  task INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
  stop INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  worker TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  last_event INTEGER NOT NULL,
  event INTEGER NOT NULL,
  fraction REAL NOT NULL,
  phrase TEXT NOT NULL
) STRICT;
INSERT INTO leases
  SELECT id, stop, tries, fence, worker, started_ms, last_event, coalesce(event, 0), coalesce(fraction, 0),
         coalesce(phrase, '')
  FROM tasks LEFT JOIN progress ON task = id WHERE state = 2;
UPDATE tasks SET state = 1 WHERE state = 2;

DROP TABLE progress;
DROP INDEX tasks_in_line;
DROP INDEX tasks_running;
