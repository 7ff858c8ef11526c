-- src/core/session/0027_session_shared.sql: "Shared computer" holds until the browser would be remembered
ALTER TABLE session ADD COLUMN shared INTEGER NOT NULL DEFAULT 0; -- it was ticked when logging in
