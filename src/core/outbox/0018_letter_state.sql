-- src/core/outbox/0018_letter_state.sql: what became of a letter, and whether the mail server is away
ALTER TABLE letter ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting';  -- names in core/outbox/queue_store.cpp
ALTER TABLE letter ADD COLUMN settled_at INTEGER;                     -- since when it no longer waits
ALTER TABLE letter ADD COLUMN expires_at INTEGER;                     -- what it says is of no use afterwards
UPDATE letter SET state = 'sent', settled_at = sent_at WHERE sent_at IS NOT NULL;
DROP INDEX letter_waiting;
DROP INDEX letter_sent;
CREATE INDEX letter_waiting ON letter (next_at) WHERE state = 'waiting';
CREATE INDEX letter_settled ON letter (settled_at) WHERE state <> 'waiting';

CREATE TABLE mail_outage (   -- one row while no letter can be handed over
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  since   INTEGER NOT NULL,
  tries   INTEGER NOT NULL,
  next_at INTEGER NOT NULL,  -- not tried before
  reason  TEXT    NOT NULL
) STRICT;
