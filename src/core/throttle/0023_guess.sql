-- src/core/throttle/0023_guess.sql: what wrong passwords cost
ALTER TABLE throttle ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0; -- no try is looked at earlier

-- Wrong passwords of one sender, by the address that was typed.
CREATE TABLE sender_guess (
  sender      BLOB    NOT NULL,  -- keyed digests, both
  account     BLOB    NOT NULL,
  tries       INTEGER NOT NULL,
  window_ends INTEGER NOT NULL,
  PRIMARY KEY (sender, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX sender_guess_window ON sender_guess (window_ends);
