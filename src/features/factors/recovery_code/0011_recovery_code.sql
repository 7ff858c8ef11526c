-- src/features/factors/recovery_code/0011_recovery_code.sql: codes on paper, for when the app is lost
CREATE TABLE recovery_code (
  account_id BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  lookup     TEXT    NOT NULL,  -- two letters of the code that are not secret: they tell which hash to compare
  hash       TEXT    NOT NULL,  -- of the rest, as passwords are hashed
  made_at    INTEGER NOT NULL,
  used_at    INTEGER,
  PRIMARY KEY (account_id, lookup)
) STRICT;
