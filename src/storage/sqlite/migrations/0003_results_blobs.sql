-- What steps made, for whom; what is known of blobs; quotas. Times are milliseconds since the epoch; digests are 32 bytes.

CREATE TABLE blobs (
  digest BLOB PRIMARY KEY,
  bytes INTEGER NOT NULL,
  stored_ms INTEGER NOT NULL,
  verified_ms INTEGER NOT NULL,
  lost_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_lost ON blobs (digest) WHERE lost_ms > 0;

CREATE TABLE results (
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key BLOB NOT NULL,
  capability TEXT NOT NULL,
  package TEXT NOT NULL,
  version TEXT NOT NULL,
  parameters BLOB,
  asked_by TEXT NOT NULL,
  song TEXT NOT NULL,
  revision INTEGER NOT NULL,
  step TEXT NOT NULL,
  seconds REAL NOT NULL,
  made_ms INTEGER NOT NULL,
  used_ms INTEGER NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX results_by_use ON results (user, used_ms);
CREATE INDEX results_of_song ON results (user, song);

CREATE TABLE result_outputs (
  user TEXT NOT NULL,
  key BLOB NOT NULL,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (user, key, place),
  FOREIGN KEY (user, key) REFERENCES results (user, key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX result_outputs_by_digest ON result_outputs (digest);

-- Results count towards what a user takes up, together with artifacts: each digest once.
CREATE TRIGGER result_output_added AFTER INSERT ON result_outputs BEGIN
  INSERT INTO user_blobs VALUES (new.digest, new.user, new.bytes, 1)
    ON CONFLICT (digest, user) DO UPDATE SET uses = uses + 1;
END;
CREATE TRIGGER result_output_removed AFTER DELETE ON result_outputs BEGIN
  UPDATE user_blobs SET uses = uses - 1 WHERE digest = old.digest AND user = old.user;
  DELETE FROM user_blobs WHERE digest = old.digest AND user = old.user AND uses = 0;
END;

CREATE TABLE quotas (
  user TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
