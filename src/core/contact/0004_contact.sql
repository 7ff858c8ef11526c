-- src/core/contact/0004_contact.sql: contact persons of an organisation
CREATE TABLE contact (
  organisation_id BLOB    NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  id              BLOB    NOT NULL,
  email           TEXT    NOT NULL,              -- folded; the link to the account with that address
  first_name      TEXT    NOT NULL,
  last_name       TEXT    NOT NULL,
  telephone       TEXT    NOT NULL DEFAULT '',
  job_position    TEXT    NOT NULL DEFAULT '',   -- the person's job title, never a role
  access          INTEGER NOT NULL DEFAULT 0,    -- 1: may sign in for this organisation
  last_chosen_at  INTEGER,                       -- offered in this order, newest first
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, id),
  UNIQUE (organisation_id, email)
) STRICT;
CREATE INDEX contact_email ON contact (email);

CREATE TABLE contact_role (
  organisation_id BLOB NOT NULL,
  contact_id      BLOB NOT NULL,
  role            TEXT NOT NULL,
  PRIMARY KEY (organisation_id, contact_id, role),
  FOREIGN KEY (organisation_id, contact_id) REFERENCES contact (organisation_id, id) ON DELETE CASCADE
) STRICT;
