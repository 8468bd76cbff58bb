-- People, their songs and their secrets. Times are milliseconds since the epoch; digests are 32 bytes.

CREATE TABLE users (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'listener')),
  created_ms INTEGER NOT NULL,
  trash_days INTEGER NOT NULL CHECK (trash_days >= 0)
) STRICT;

CREATE TABLE songs (
  -- Of all songs; never handed out, for it would tell how many others have made.
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  named INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  words TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'making', 'made', 'failed', 'cancelled')),
  trashed_ms INTEGER,
  UNIQUE (user, number)
) STRICT;
CREATE INDEX songs_in_library ON songs (user, number) WHERE trashed_ms IS NULL;
CREATE INDEX songs_in_trash ON songs (user, number, trashed_ms) WHERE trashed_ms IS NOT NULL;
CREATE INDEX songs_unfinished ON songs (user) WHERE state IN ('waiting', 'making');

CREATE TABLE tags (
  user TEXT NOT NULL,
  tag TEXT NOT NULL,
  number INTEGER NOT NULL,
  song INTEGER NOT NULL REFERENCES songs (row) ON DELETE CASCADE,
  PRIMARY KEY (user, tag, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_of_song ON tags (song);

CREATE TABLE revisions (
  row INTEGER PRIMARY KEY,
  song INTEGER NOT NULL REFERENCES songs (row) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  parent INTEGER,
  who TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  request TEXT NOT NULL,
  edits TEXT NOT NULL,
  seed INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'making', 'made', 'failed', 'cancelled')),
  error TEXT NOT NULL,
  document BLOB,
  packages TEXT NOT NULL,
  steps_made INTEGER NOT NULL,
  steps_reused INTEGER NOT NULL,
  finished_ms INTEGER,
  UNIQUE (song, number)
) STRICT;
CREATE INDEX revisions_unfinished ON revisions (created_ms, row) WHERE state IN ('waiting', 'making');

CREATE TABLE artifacts (
  song INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  path TEXT NOT NULL,
  user TEXT NOT NULL,
  digest BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'preview')),
  PRIMARY KEY (song, revision, path),
  FOREIGN KEY (song, revision) REFERENCES revisions (song, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a user's artifacts take up, each digest once; and the sums.
CREATE TABLE user_blobs (
  digest BLOB NOT NULL,
  user TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (digest, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE user_usage (
  user TEXT PRIMARY KEY,
  songs INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER user_added AFTER INSERT ON users BEGIN
  INSERT INTO user_usage VALUES (new.id, 0, 0);
END;
CREATE TRIGGER user_removed AFTER DELETE ON users BEGIN
  DELETE FROM user_usage WHERE user = old.id;
END;
CREATE TRIGGER artifact_added AFTER INSERT ON artifacts BEGIN
  INSERT INTO user_blobs VALUES (new.digest, new.user, new.bytes, 1)
    ON CONFLICT (digest, user) DO UPDATE SET uses = uses + 1;
END;
CREATE TRIGGER artifact_removed AFTER DELETE ON artifacts BEGIN
  UPDATE user_blobs SET uses = uses - 1 WHERE digest = old.digest AND user = old.user;
  DELETE FROM user_blobs WHERE digest = old.digest AND user = old.user AND uses = 0;
END;
CREATE TRIGGER user_blob_added AFTER INSERT ON user_blobs BEGIN
  UPDATE user_usage SET bytes = bytes + new.bytes WHERE user = new.user;
END;
CREATE TRIGGER user_blob_removed AFTER DELETE ON user_blobs BEGIN
  UPDATE user_usage SET bytes = bytes - old.bytes WHERE user = old.user;
END;

CREATE TABLE submissions (
  user TEXT NOT NULL,
  key TEXT NOT NULL,
  asked BLOB NOT NULL,
  song INTEGER NOT NULL REFERENCES songs (row) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_of_song ON submissions (song);
CREATE INDEX submissions_by_time ON submissions (created_ms);

CREATE TRIGGER song_added AFTER INSERT ON songs BEGIN
  UPDATE user_usage SET songs = songs + 1 WHERE user = new.user;
END;
CREATE TRIGGER song_removed AFTER DELETE ON songs BEGIN
  UPDATE user_usage SET songs = songs - 1 WHERE user = old.user;
  UPDATE erasure SET is_due = 1;
END;

-- Search. Each text begins with its user's id and a unit separator; the tokenizer `souls` puts them before every word,
-- so that one user's words, and the work to find them, have nothing to do with another's. Beginnings of one to three
-- letters after those 19 are kept as well, for they are what many words have. The index follows the songs
-- by song_index.hpp, for triggers may not reach into it (trusted_schema is off).
CREATE VIEW song_texts (row, user, title, prompt, words) AS
  SELECT row, user, user || char(31) || title, user || char(31) || prompt, user || char(31) || words FROM songs;
CREATE VIRTUAL TABLE song_search USING fts5 (
  title, prompt, words, content = 'song_texts', content_rowid = 'row', tokenize = 'souls',
  prefix = '20 21 22'
);
-- Few parts, so that a search looks into few.
INSERT INTO song_search (song_search, rank) VALUES ('automerge', 2);

-- Whether something was deleted whose bytes may still lie in unused parts of the file.
CREATE TABLE erasure (is_due INTEGER NOT NULL) STRICT;
INSERT INTO erasure VALUES (0);
CREATE TRIGGER user_erased AFTER DELETE ON users BEGIN
  UPDATE erasure SET is_due = 1;
END;

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
