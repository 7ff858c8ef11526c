-- src/core/audit/0001_audit.sql: what happened, in the transaction of the deed
CREATE TABLE audit_event (
  id              BLOB    PRIMARY KEY,
  position        INTEGER NOT NULL,  -- in the order of recording; two nodes may share one
  at              INTEGER NOT NULL,
  event           TEXT    NOT NULL,  -- a name from core/audit/events.cpp
  actor           TEXT    NOT NULL,  -- visitor, account, operator, job
  account_id      BLOB,              -- whom it concerns; kept when the account is gone
  organisation_id BLOB,
  contact_id      BLOB,
  detail          TEXT    NOT NULL,  -- a few words of ours; never what a person typed
  address         TEXT    NOT NULL,  -- the sender's, empty for commands and jobs
  request         TEXT    NOT NULL   -- the request's id, empty for commands and jobs
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_event_position ON audit_event (position);
CREATE INDEX audit_event_account ON audit_event (account_id, position);
CREATE INDEX audit_event_organisation ON audit_event (organisation_id, position);
