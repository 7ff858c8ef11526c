-- src/core/notice/0019_notice.sql: what the operator tells everybody on every page
CREATE TABLE notice (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  english TEXT    NOT NULL,  -- one of the two may be empty: then all read the other
  dutch   TEXT    NOT NULL,
  ends_at INTEGER            -- no end: until it is cleared
) STRICT;
