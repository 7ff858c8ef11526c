-- src/core/session/0028_session_place.sql: that a known browser came from a network not seen before
ALTER TABLE session ADD COLUMN new_place INTEGER NOT NULL DEFAULT 0; -- when it was opened
