-- src/core/account/0002_account.sql: a person who may sign in
CREATE TABLE account (
  id               BLOB    PRIMARY KEY,
  email            TEXT    NOT NULL UNIQUE,     -- folded, see base/email
  password_hash    TEXT,                        -- null until the invitation was followed
  password_version INTEGER NOT NULL DEFAULT 0,  -- grows with each new password
  password_set_at  INTEGER,
  language         TEXT,                        -- chosen by the person: "en", "nl"
  last_factor      TEXT,                        -- offered first at the next sign-in
  created_at       INTEGER NOT NULL
) STRICT;
