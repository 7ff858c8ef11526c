-- src/features/password/0014_link_request.sql: somebody asked for a link by email, and is not answered yet
CREATE TABLE link_request (
  id         BLOB    PRIMARY KEY,
  email      TEXT,              -- as typed, known or not
  link_id    BLOB,              -- or: in place of this link, which no longer works
  address    TEXT    NOT NULL,  -- the sender's, and the request's id, for the audit log
  request    TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_request_order ON link_request (created_at);
