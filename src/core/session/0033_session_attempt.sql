-- src/core/session/0033_session_attempt.sql: which attempt a session came of, to end what a press had let in
ALTER TABLE session ADD COLUMN attempt_id BLOB;
CREATE INDEX session_attempt ON session (attempt_id) WHERE attempt_id IS NOT NULL;
