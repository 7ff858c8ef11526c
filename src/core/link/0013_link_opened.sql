-- src/core/link/0013_link_opened.sql: a link that was opened lives on in the one browser that opened it
ALTER TABLE link ADD COLUMN opened_by BLOB;        -- digest of what that browser holds; another opening replaces it
ALTER TABLE link ADD COLUMN opened_until INTEGER;
ALTER TABLE link ADD COLUMN factor TEXT;           -- the second factor proved since it was opened
ALTER TABLE link ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;
