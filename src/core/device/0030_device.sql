-- src/core/device/0030_device.sql: phones with which sign-ins are confirmed
CREATE TABLE device (
  id             BLOB    PRIMARY KEY,
  account_id     BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  public_key     BLOB    NOT NULL UNIQUE,     -- P-256, 65 bytes; never used again, so rows that ended stay
  name           TEXT    NOT NULL,            -- given by the device, changed by its owner
  platform       TEXT    NOT NULL,            -- "pwa" or "cli"
  system         TEXT    NOT NULL,            -- what it says of itself: "Android 16"
  browser        TEXT    NOT NULL,
  version        TEXT    NOT NULL,            -- of the app
  counter        INTEGER NOT NULL DEFAULT 0,  -- of the last answer: a copied key shows by it
  state          TEXT    NOT NULL,            -- waiting, active, suspended, ended
  offline_secret BLOB,                        -- sealed; null: it shows no codes
  offline_step   INTEGER NOT NULL DEFAULT 0,  -- the newest 30 seconds of which a code was used
  address        TEXT    NOT NULL,            -- from which it was last seen
  created_at     INTEGER NOT NULL,
  seen_at        INTEGER NOT NULL,            -- kept to the hour
  used_at        INTEGER,                     -- last confirmed a sign-in
  key_changed_at INTEGER NOT NULL,
  ended_at       INTEGER,
  successor      TEXT                         -- the phone that it was moved to
) STRICT, WITHOUT ROWID;
CREATE INDEX device_account ON device (account_id);

-- Where a device can be rung.
CREATE TABLE device_push (
  device_id   BLOB    PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
  endpoint    TEXT    NOT NULL,
  p256dh      BLOB    NOT NULL,
  auth        BLOB    NOT NULL,
  key_version INTEGER NOT NULL,  -- of our push key that it was made for
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Signed requests that were answered: none counts twice.
CREATE TABLE device_nonce (
  device_id  BLOB    NOT NULL,
  nonce      BLOB    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (device_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_nonce_expiry ON device_nonce (expires_at);
