-- src/core/pairing/0031_pairing.sql: a QR code that is shown until a phone has scanned it
CREATE TABLE pairing (
  id           BLOB    PRIMARY KEY,
  account_id   BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  session_id   BLOB,               -- whose page shows it; null: a phone does
  from_device  BLOB,               -- that phone, whose place the new one takes
  code_hash    BLOB    NOT NULL UNIQUE,
  code         BLOB    NOT NULL,   -- sealed: a reload shows the same one
  nonce        BLOB    NOT NULL,
  check_number TEXT    NOT NULL,   -- on both screens
  renewal      INTEGER NOT NULL,   -- how often it took the place of one that expired
  state        TEXT    NOT NULL,   -- waiting, scanned, answered, linked, cancelled
  device_id    BLOB,               -- that answered
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pairing_one_live ON pairing (account_id) WHERE state IN ('waiting', 'scanned', 'answered');
CREATE INDEX pairing_expiry ON pairing (expires_at);
