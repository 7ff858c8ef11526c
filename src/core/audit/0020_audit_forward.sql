-- src/core/audit/0020_audit_forward.sql: up to where events were handed on to the machine's log service
CREATE TABLE audit_forward (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL  -- of the last event that was taken
) STRICT;
