-- src/features/account_security/0012_mailed_code.sql: a code mailed to a session's owner, one at a time
CREATE TABLE mailed_code (
  session_id BLOB    PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  digest     BLOB    NOT NULL,  -- keyed, so the table alone tells no code
  tries      INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;
CREATE INDEX mailed_code_expiry ON mailed_code (expires_at);
