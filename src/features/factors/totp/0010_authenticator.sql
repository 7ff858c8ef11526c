-- src/features/factors/totp/0010_authenticator.sql: apps that show verification codes, several to an account
CREATE TABLE authenticator (
  id           BLOB    PRIMARY KEY,
  account_id   BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL,  -- given by its owner
  secret       BLOB    NOT NULL,  -- sealed
  last_step    INTEGER NOT NULL,  -- newest 30-second step accepted
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX authenticator_account ON authenticator (account_id);
CREATE TABLE authenticator_pending (  -- shown as a QR code, not proved by a code yet
  session_id BLOB    PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  secret     BLOB    NOT NULL,  -- sealed
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authenticator_pending_expiry ON authenticator_pending (expires_at);
