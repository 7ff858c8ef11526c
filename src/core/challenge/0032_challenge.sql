-- src/core/challenge/0032_challenge.sql: sign-ins that wait for a press on a phone
CREATE TABLE challenge (
  id          BLOB    PRIMARY KEY,
  account_id  BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  asker       BLOB    NOT NULL,  -- id of the attempt, session or link that it proves a factor for
  browser_id  BLOB,              -- the known browser it comes from
  nonce       BLOB    NOT NULL,
  mode        TEXT    NOT NULL,  -- press, choose, type2, type6
  options     TEXT    NOT NULL,  -- the numbers to choose from, in the order shown; else empty
  number      TEXT    NOT NULL,  -- the right one; for press empty
  context     TEXT    NOT NULL,  -- what the phone shows, byte for byte: JSON
  address     TEXT    NOT NULL,  -- of the browser
  user_agent  TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  pushes      INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER,
  answered_by BLOB,              -- the device
  used_at     INTEGER            -- became a proof
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX challenge_one_open ON challenge (account_id) WHERE state = 'open';
CREATE INDEX challenge_asker ON challenge (asker);
CREATE INDEX challenge_history ON challenge (account_id, created_at);

-- What was signed, for whoever wants to check it later; nothing in here ever changes.
CREATE TABLE challenge_answer (
  challenge_id BLOB    NOT NULL,
  device_id    BLOB    NOT NULL,
  at           INTEGER NOT NULL,
  public_key   BLOB    NOT NULL,
  statement    TEXT    NOT NULL,
  signature    BLOB    NOT NULL,
  context      TEXT    NOT NULL,
  result       TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  PRIMARY KEY (challenge_id, device_id, result)
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_answer_at ON challenge_answer (at);

-- How careful an account has to be.
CREATE TABLE challenge_care (
  account_id    BLOB    PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  bad           INTEGER NOT NULL DEFAULT 0,  -- wrong numbers and refusals since the last success
  expired       INTEGER NOT NULL DEFAULT 0,  -- unanswered since then
  unanswered    INTEGER NOT NULL DEFAULT 0,  -- in a row
  rings         INTEGER NOT NULL DEFAULT 0,  -- of the phones, since the last answer
  careful_until INTEGER NOT NULL DEFAULT 0,
  quiet_until   INTEGER NOT NULL DEFAULT 0,  -- unknown browsers do not ring
  succeeded_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
