-- The highest numbers of tasks and runs that were removed: none is given twice, or what comes late for one that is gone
-- would be taken for another's.
CREATE TABLE numbers_gone (
  task INTEGER NOT NULL,
  run INTEGER NOT NULL
) STRICT;
INSERT INTO numbers_gone VALUES (0, 0);
