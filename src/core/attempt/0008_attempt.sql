-- src/core/attempt/0008_attempt.sql: somebody in mid sign-in, and what they have proved so far
CREATE TABLE attempt (
  id               BLOB    PRIMARY KEY,
  token_hash       BLOB    NOT NULL UNIQUE,     -- of the cookie; a new one after each proof
  generation       INTEGER NOT NULL DEFAULT 0,  -- grows with each step: a step taken twice wins once
  account_id       BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version INTEGER NOT NULL,            -- proved at created_at; another password ends the attempt
  factor           TEXT,                        -- the second factor proved, if any
  wrong_codes      INTEGER NOT NULL DEFAULT 0,
  return_to        TEXT    NOT NULL,            -- where the person was going; empty: home
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  finished_at      INTEGER                      -- became a session, or was given up
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_account ON attempt (account_id);
CREATE INDEX attempt_expiry ON attempt (expires_at);
