-- src/core/session/0009_session.sql: somebody signed in
CREATE TABLE session (
  id                    BLOB    PRIMARY KEY,
  token_hash            BLOB    NOT NULL UNIQUE,  -- of the cookie; a new one at each change of rights
  account_id            BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version      INTEGER NOT NULL,         -- another password ends the session
  level                 INTEGER NOT NULL,         -- 1: password alone, 2: and a second factor
  factor                TEXT,                     -- which one
  organisation_id       BLOB,                     -- null until one is chosen
  return_to             TEXT    NOT NULL,         -- where the person was going, until they got there
  user_agent            TEXT    NOT NULL,
  address               TEXT    NOT NULL,
  created_at            INTEGER NOT NULL,
  last_seen_at          INTEGER NOT NULL,
  expires_at            INTEGER NOT NULL,
  password_confirmed_at INTEGER,                  -- proved again within this session
  factor_confirmed_at   INTEGER,
  mail_confirmed_at     INTEGER,
  ended_at              INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);
