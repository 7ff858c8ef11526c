-- src/core/people_import/0026_people_import.sql: how far an import of people has come
CREATE TABLE people_import (
  id          BLOB    PRIMARY KEY,
  file_digest BLOB    NOT NULL UNIQUE,  -- SHA-256 of the file: the same file goes on where it stopped
  file_name   TEXT    NOT NULL,         -- as it was called last, without its folder
  people      INTEGER NOT NULL,         -- rows in the file
  done        INTEGER NOT NULL,         -- of them, in order
  brought     INTEGER NOT NULL,         -- by which something was added
  kept        INTEGER NOT NULL,         -- left as it was, because something else is there
  began_at    INTEGER NOT NULL,
  finished_at INTEGER                   -- null while rows are left
) STRICT;
