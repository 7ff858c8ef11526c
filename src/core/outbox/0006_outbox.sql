-- src/core/outbox/0006_outbox.sql: letters that must not be lost, written in the transaction of the deed
CREATE TABLE letter (
  id         BLOB    PRIMARY KEY,      -- also in the Message-ID, so a letter sent twice is the same letter
  position   INTEGER NOT NULL,         -- in the order of posting: of two invitations the newer comes last
  kind       TEXT    NOT NULL,
  account_id BLOB,
  recipient  TEXT    NOT NULL,
  language   TEXT    NOT NULL,         -- empty: the portal's own
  sealed     BLOB    NOT NULL,         -- what the template needs; links and codes stand here
  created_at INTEGER NOT NULL,
  next_at    INTEGER NOT NULL,         -- not tried before
  tries      INTEGER NOT NULL DEFAULT 0,
  last_error TEXT    NOT NULL DEFAULT '',
  sent_at    INTEGER
) STRICT;
CREATE INDEX letter_position ON letter (position);
CREATE INDEX letter_waiting ON letter (next_at) WHERE sent_at IS NULL;
CREATE INDEX letter_sent ON letter (sent_at);
