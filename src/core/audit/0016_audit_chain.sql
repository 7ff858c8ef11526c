-- src/core/audit/0016_audit_chain.sql: what was recorded is chained and signed, so that a change is found
CREATE TABLE audit_personal (  -- what tells who somebody is; may be forgotten without breaking the chain
  event_id BLOB    PRIMARY KEY,
  at       INTEGER NOT NULL,  -- the event's
  salt     BLOB,              -- 16 random bytes; null for events from before the chain
  address  TEXT    NOT NULL,  -- the sender's
  words    TEXT    NOT NULL   -- a name, an email address, a browser
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_personal_age ON audit_personal (at);
INSERT INTO audit_personal (event_id, at, salt, address, words)
  SELECT id, at, NULL, address, '' FROM audit_event WHERE address <> '';
ALTER TABLE audit_event DROP COLUMN address;
ALTER TABLE audit_event ADD COLUMN personal BLOB;  -- digest of the salt and the personal values
CREATE TABLE audit_seal (  -- an event's place in the chain, given within a second
  sequence INTEGER PRIMARY KEY,
  event_id BLOB    NOT NULL UNIQUE,
  hash     BLOB    NOT NULL  -- of the entry and of the hash before it
) STRICT;
CREATE TABLE audit_checkpoint (  -- signed: the chain as it was
  number      INTEGER PRIMARY KEY,
  sequence    INTEGER NOT NULL,
  hash        BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  key_version INTEGER NOT NULL,
  signature   BLOB    NOT NULL
) STRICT;
CREATE TABLE audit_truncation (  -- signed: what was removed because its time was over; one row
  sequence    INTEGER PRIMARY KEY,  -- of the last entry removed
  position    INTEGER NOT NULL,
  number      INTEGER NOT NULL,     -- of the last checkpoint removed
  hash        BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  key_version INTEGER NOT NULL,
  signature   BLOB    NOT NULL
) STRICT;
-- append only: audit_event, position up to audit_truncation
-- append only: audit_seal, sequence up to audit_truncation
-- append only: audit_checkpoint, number up to audit_truncation
-- append only: audit_truncation, sequence up to audit_truncation
