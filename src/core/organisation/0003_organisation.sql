-- src/core/organisation/0003_organisation.sql: a customer of the operator
CREATE TABLE organisation (
  id         BLOB    PRIMARY KEY,
  number     INTEGER NOT NULL UNIQUE,  -- for the operator's commands; addresses carry the id
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
