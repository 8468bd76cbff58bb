-- How people and programs show who they are. Of cookies and keys only digests are kept, 32 bytes; times are milliseconds
-- since the epoch.

CREATE TABLE passwords (
  user TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  digest BLOB NOT NULL UNIQUE,
  agent TEXT NOT NULL,
  address TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  used_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user, used_ms);

-- Browsers that a user has signed in from.
CREATE TABLE devices (
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  digest BLOB NOT NULL,
  used_ms INTEGER NOT NULL,
  PRIMARY KEY (user, digest)
) STRICT, WITHOUT ROWID;

-- scopes: a sum of 1 songs:read, 2 songs:write, 4 worker, 8 admin.
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  scopes INTEGER NOT NULL CHECK (scopes > 0),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER,
  used_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_of_user ON api_keys (user, id);

-- A song is looked up by its user and its id together: what isn't there and what is another's is the same miss.
CREATE UNIQUE INDEX songs_by_user_and_id ON songs (user, id);
