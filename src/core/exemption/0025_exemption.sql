-- src/core/exemption/0025_exemption.sql: people of whom no second factor is demanded yet
CREATE TABLE exemption (
  account_id BLOB    PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  until      TEXT    NOT NULL,  -- a day, "2027-01-31"; over at 00:00 of it
  reason     TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  ended_at   INTEGER            -- by a command, before its day
) STRICT;
