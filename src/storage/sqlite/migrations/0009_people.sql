-- Links that share songs, webhooks with their messages, and whom providers of OpenID Connect know. Times are milliseconds
-- since the epoch.

CREATE TABLE share_links (
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  song TEXT NOT NULL REFERENCES songs (id) ON DELETE CASCADE,
  allows TEXT NOT NULL CHECK (allows IN ('listen', 'stems')),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX share_links_of_song ON share_links (song, created_ms, id);
CREATE INDEX share_links_of_user ON share_links (user);

-- kinds: " song.made song.failed ". A secret that another took the place of signs until old_until_ms.
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  kinds TEXT NOT NULL,
  secret_key_id TEXT NOT NULL,
  secret TEXT NOT NULL,
  old_secret_key_id TEXT NOT NULL,
  old_secret TEXT NOT NULL,
  old_until_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  failing_since_ms INTEGER,
  disabled_ms INTEGER,
  disabled_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_of_user ON webhooks (user, id);

-- A message, and what became of it. state: 0 waiting, 1 delivered, 2 given up. Those that are on their way wait until
-- next_ms, so that a crash leaves none behind.
CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  state INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  tried_ms INTEGER,
  status INTEGER NOT NULL,
  error TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_time ON deliveries (next_ms) WHERE state = 0;
CREATE INDEX deliveries_due ON deliveries (webhook, next_ms, number) WHERE state = 0;
CREATE INDEX deliveries_of_webhook ON deliveries (webhook, number);
CREATE INDEX deliveries_over ON deliveries (webhook, number) WHERE state <> 0;

CREATE TABLE oidc_subjects (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  linked_ms INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX oidc_subjects_of_user ON oidc_subjects (user);
