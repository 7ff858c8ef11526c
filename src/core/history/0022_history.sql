-- src/core/history/0022_history.sql: sign-ins and refused ones, as their owner sees them
CREATE TABLE history (
  id         BLOB    PRIMARY KEY,
  account_id BLOB    REFERENCES account (id) ON DELETE CASCADE,  -- null: of nobody; swept at once
  at         INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,
  factor     TEXT    NOT NULL,  -- the second factor that was proved or refused; or empty
  user_agent TEXT    NOT NULL,
  address    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX history_account ON history (account_id, at);
CREATE INDEX history_age ON history (at);
