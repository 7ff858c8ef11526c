-- src/core/objection/0021_objection.sql: links by which the reader of a letter says "This was not me"
CREATE TABLE objection (
  id              BLOB    PRIMARY KEY,
  token_hash      BLOB    NOT NULL UNIQUE,     -- SHA-256; the token itself stands only in the letter
  account_id      BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  told            TEXT    NOT NULL,            -- what the letter told
  item            TEXT    NOT NULL,            -- what it was about, as its reader knows it
  factor          TEXT    NOT NULL,            -- what was added, to be taken away again; or empty
  part            TEXT    NOT NULL,
  takes_last      INTEGER NOT NULL,
  organisation_id BLOB,
  made_at         INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER
) STRICT;
CREATE INDEX objection_account ON objection (account_id);
CREATE INDEX objection_expiry ON objection (expires_at);
