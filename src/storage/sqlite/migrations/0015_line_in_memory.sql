-- The line is kept in memory: who is queued stands in `tasks` and `leases`.
DROP TABLE line;
DROP INDEX shares_in_line;
ALTER TABLE shares DROP COLUMN queued;
ALTER TABLE shares DROP COLUMN clock;
DELETE FROM shares WHERE number = 0;
