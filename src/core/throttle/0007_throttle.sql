-- src/core/throttle/0007_throttle.sql: how often something was tried, shared by all nodes
CREATE TABLE throttle (
  kind         TEXT    NOT NULL,
  subject      BLOB    NOT NULL,  -- keyed digest of an address or an account: known and unknown look alike
  tries        INTEGER NOT NULL,
  window_ends  INTEGER NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_window ON throttle (window_ends);
