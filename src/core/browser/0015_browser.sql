-- src/core/browser/0015_browser.sql: browsers in which somebody has signed in before
CREATE TABLE browser (
  id            BLOB    PRIMARY KEY,
  account_id    BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  token_hash    BLOB    NOT NULL,  -- of the cookie; one cookie may serve several accounts
  previous_hash BLOB,              -- of the cookie before: the answer with the new one may be lost
  user_agent    TEXT    NOT NULL,
  address       TEXT    NOT NULL,
  known_since   INTEGER NOT NULL,
  last_used_at  INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  UNIQUE (token_hash, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX browser_account ON browser (account_id);
CREATE INDEX browser_previous ON browser (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX browser_expiry ON browser (expires_at);

-- "Shared computer: do not remember this browser" was ticked.
ALTER TABLE attempt ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;

ALTER TABLE session ADD COLUMN browser_id BLOB;                        -- the known browser it lives in
ALTER TABLE session ADD COLUMN new_browser INTEGER NOT NULL DEFAULT 0; -- not known when it was opened

-- Null before the first sign-in that was complete.
ALTER TABLE account ADD COLUMN signed_in_at INTEGER;
