-- src/core/link/0005_link.sql: links in letters, which work once
CREATE TABLE link (
  id               BLOB    PRIMARY KEY,
  token_hash       BLOB    NOT NULL UNIQUE,  -- SHA-256; the token itself stands only in the letter
  purpose          TEXT    NOT NULL,
  account_id       BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version INTEGER NOT NULL,         -- a new password ends all older links
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  used_at          INTEGER
) STRICT;
CREATE INDEX link_account ON link (account_id);
CREATE INDEX link_expiry ON link (expires_at);
