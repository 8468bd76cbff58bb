-- Orders that came with an idempotency key, and how they were answered: sealed, for an answer may hold a key that is told
-- once. Without an answer: it was begun.
CREATE TABLE answers (
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  asked BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  sealed TEXT,
  key_id TEXT NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_time ON answers (created_ms);
