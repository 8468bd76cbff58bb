-- Who asked for a revision, and in which trace; how many songs a user asked for on his last day (of UTC).
ALTER TABLE revisions ADD COLUMN api_key TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN trace TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN trace TEXT NOT NULL DEFAULT '';

-- Kept when a song goes: a song that was thrown away has been made all the same.
CREATE TABLE user_days (
  user TEXT PRIMARY KEY,
  day INTEGER NOT NULL,
  songs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER song_asked_for AFTER INSERT ON songs BEGIN
  INSERT INTO user_days VALUES (new.user, new.created_ms / 86400000, 1) ON CONFLICT (user) DO UPDATE
    SET songs = CASE WHEN day = excluded.day THEN songs + 1 ELSE 1 END, day = excluded.day;
END;
CREATE TRIGGER user_days_removed AFTER DELETE ON users BEGIN
  DELETE FROM user_days WHERE user = old.id;
END;
