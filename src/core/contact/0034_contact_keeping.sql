-- src/core/contact/0034_contact_keeping.sql: contact persons as administrators keep them
ALTER TABLE contact ADD COLUMN version     INTEGER NOT NULL DEFAULT 1;   -- grows with each change: of two who change, the second is told
ALTER TABLE contact ADD COLUMN sort_name   TEXT    NOT NULL DEFAULT '';  -- folded, last name first; empty: a job has yet to fold it
ALTER TABLE contact ADD COLUMN invited_at  INTEGER;                      -- the last letter that told of the access
ALTER TABLE contact ADD COLUMN changed_at  INTEGER;
ALTER TABLE contact ADD COLUMN changed_by  BLOB;                         -- a contact; null: the operator, the person, or nobody yet
ALTER TABLE contact ADD COLUMN reviewed_at INTEGER;                      -- somebody said that this is still right
ALTER TABLE organisation ADD COLUMN version INTEGER NOT NULL DEFAULT 1;  -- taken first by deeds that count who holds a role

CREATE TABLE contact_word (          -- for search by the beginning of a word
  organisation_id BLOB NOT NULL,
  word            TEXT NOT NULL,     -- folded, at most 60 letters: of the name, of the address, and the address itself
  contact_id      BLOB NOT NULL,
  PRIMARY KEY (organisation_id, word, contact_id),
  FOREIGN KEY (organisation_id, contact_id) REFERENCES contact (organisation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_word_contact ON contact_word (organisation_id, contact_id, word);

CREATE INDEX contact_name ON contact (organisation_id, sort_name, id);
CREATE INDEX contact_access ON contact (organisation_id, access, sort_name, id);
CREATE INDEX contact_last ON contact (organisation_id, (COALESCE(last_chosen_at, 0)), id);
CREATE INDEX contact_not_arrived ON contact (organisation_id, access, sort_name, id) WHERE last_chosen_at IS NULL;
CREATE INDEX contact_unfolded ON contact (sort_name) WHERE sort_name = '';
CREATE INDEX contact_role_holders ON contact_role (organisation_id, role, contact_id);

-- Whom one organisation lets in chose it with each sign-in, which was not written down so far.
UPDATE contact SET last_chosen_at = (SELECT a.signed_in_at FROM account a WHERE a.email = contact.email)
  WHERE last_chosen_at IS NULL AND access = 1
  AND (SELECT COUNT(*) FROM contact o WHERE o.email = contact.email AND o.access = 1) = 1;
