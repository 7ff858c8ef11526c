-- src/core/session/0017_session_second_press.sql: a button that is pressed twice
ALTER TABLE session ADD COLUMN previous_token_hash BLOB;  -- before the organisation was chosen
ALTER TABLE session ADD COLUMN renewed_at INTEGER;        -- when that was; it counts for seconds only
CREATE INDEX session_previous_token ON session (previous_token_hash) WHERE previous_token_hash IS NOT NULL;
