-- Finds the few that failed or were cancelled among all that were made. Those that succeed never come into it.
CREATE INDEX tasks_given_up ON tasks (state) WHERE state >= 4;
