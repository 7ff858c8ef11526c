-- All tables, in the order of their migrations. Written by `make docs`.

-- src/core/audit/0001_audit.sql: what happened, in the transaction of the deed
CREATE TABLE audit_event (
  id              BLOB    PRIMARY KEY,
  position        INTEGER NOT NULL,  -- in the order of recording; two nodes may share one
  at              INTEGER NOT NULL,
  event           TEXT    NOT NULL,  -- a name from core/audit/events.cpp
  actor           TEXT    NOT NULL,  -- visitor, account, operator, job
  account_id      BLOB,              -- whom it concerns; kept when the account is gone
  organisation_id BLOB,
  contact_id      BLOB,
  detail          TEXT    NOT NULL,  -- a few words of ours; never what a person typed
  address         TEXT    NOT NULL,  -- the sender's, empty for commands and jobs
  request         TEXT    NOT NULL   -- the request's id, empty for commands and jobs
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_event_position ON audit_event (position);
CREATE INDEX audit_event_account ON audit_event (account_id, position);
CREATE INDEX audit_event_organisation ON audit_event (organisation_id, position);

-- src/core/account/0002_account.sql: a person who may sign in
CREATE TABLE account (
  id               BLOB    PRIMARY KEY,
  email            TEXT    NOT NULL UNIQUE,     -- folded, see base/email
  password_hash    TEXT,                        -- null until the invitation was followed
  password_version INTEGER NOT NULL DEFAULT 0,  -- grows with each new password
  password_set_at  INTEGER,
  language         TEXT,                        -- chosen by the person: "en", "nl"
  last_factor      TEXT,                        -- offered first at the next sign-in
  created_at       INTEGER NOT NULL
) STRICT;

-- src/core/organisation/0003_organisation.sql: a customer of the operator
CREATE TABLE organisation (
  id         BLOB    PRIMARY KEY,
  number     INTEGER NOT NULL UNIQUE,  -- for the operator's commands; addresses carry the id
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

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

-- src/core/link/0005_link.sql: links in letters, which work once
CREATE TABLE link (
  id               BLOB    PRIMARY KEY,
  token_hash       BLOB    NOT NULL UNIQUE,  -- SHA-256; the token itself stands only in the letter
  purpose          TEXT    NOT NULL,
  account_id       BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version INTEGER NOT NULL,         -- a new password ends all older links
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  used_at          INTEGER
) STRICT;
CREATE INDEX link_account ON link (account_id);
CREATE INDEX link_expiry ON link (expires_at);

-- src/core/outbox/0006_outbox.sql: letters that must not be lost, written in the transaction of the deed
CREATE TABLE letter (
  id         BLOB    PRIMARY KEY,      -- also in the Message-ID, so a letter sent twice is the same letter
  position   INTEGER NOT NULL,         -- in the order of posting: of two invitations the newer comes last
  kind       TEXT    NOT NULL,
  account_id BLOB,
  recipient  TEXT    NOT NULL,
  language   TEXT    NOT NULL,         -- empty: the portal's own
  sealed     BLOB    NOT NULL,         -- what the template needs; links and codes stand here
  created_at INTEGER NOT NULL,
  next_at    INTEGER NOT NULL,         -- not tried before
  tries      INTEGER NOT NULL DEFAULT 0,
  last_error TEXT    NOT NULL DEFAULT '',
  sent_at    INTEGER
) STRICT;
CREATE INDEX letter_position ON letter (position);
CREATE INDEX letter_waiting ON letter (next_at) WHERE sent_at IS NULL;
CREATE INDEX letter_sent ON letter (sent_at);

-- src/core/throttle/0007_throttle.sql: how often something was tried, shared by all nodes
CREATE TABLE throttle (
  kind         TEXT    NOT NULL,
  subject      BLOB    NOT NULL,  -- keyed digest of an address or an account: known and unknown look alike
  tries        INTEGER NOT NULL,
  window_ends  INTEGER NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_window ON throttle (window_ends);

-- src/core/attempt/0008_attempt.sql: somebody in mid sign-in, and what they have proved so far
CREATE TABLE attempt (
  id               BLOB    PRIMARY KEY,
  token_hash       BLOB    NOT NULL UNIQUE,     -- of the cookie; a new one after each proof
  generation       INTEGER NOT NULL DEFAULT 0,  -- grows with each step: a step taken twice wins once
  account_id       BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version INTEGER NOT NULL,            -- proved at created_at; another password ends the attempt
  factor           TEXT,                        -- the second factor proved, if any
  wrong_codes      INTEGER NOT NULL DEFAULT 0,
  return_to        TEXT    NOT NULL,            -- where the person was going; empty: home
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  finished_at      INTEGER                      -- became a session, or was given up
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_account ON attempt (account_id);
CREATE INDEX attempt_expiry ON attempt (expires_at);

-- src/core/session/0009_session.sql: somebody signed in
CREATE TABLE session (
  id                    BLOB    PRIMARY KEY,
  token_hash            BLOB    NOT NULL UNIQUE,  -- of the cookie; a new one at each change of rights
  account_id            BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  password_version      INTEGER NOT NULL,         -- another password ends the session
  level                 INTEGER NOT NULL,         -- 1: password alone, 2: and a second factor
  factor                TEXT,                     -- which one
  organisation_id       BLOB,                     -- null until one is chosen
  return_to             TEXT    NOT NULL,         -- where the person was going, until they got there
  user_agent            TEXT    NOT NULL,
  address               TEXT    NOT NULL,
  created_at            INTEGER NOT NULL,
  last_seen_at          INTEGER NOT NULL,
  expires_at            INTEGER NOT NULL,
  password_confirmed_at INTEGER,                  -- proved again within this session
  factor_confirmed_at   INTEGER,
  mail_confirmed_at     INTEGER,
  ended_at              INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

-- src/features/factors/totp/0010_authenticator.sql: apps that show verification codes, several to an account
CREATE TABLE authenticator (
  id           BLOB    PRIMARY KEY,
  account_id   BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL,  -- given by its owner
  secret       BLOB    NOT NULL,  -- sealed
  last_step    INTEGER NOT NULL,  -- newest 30-second step accepted
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX authenticator_account ON authenticator (account_id);
CREATE TABLE authenticator_pending (  -- shown as a QR code, not proved by a code yet
  session_id BLOB    PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  secret     BLOB    NOT NULL,  -- sealed
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authenticator_pending_expiry ON authenticator_pending (expires_at);

-- src/features/factors/recovery_code/0011_recovery_code.sql: codes on paper, for when the app is lost
CREATE TABLE recovery_code (
  account_id BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  lookup     TEXT    NOT NULL,  -- two letters of the code that are not secret: they tell which hash to compare
  hash       TEXT    NOT NULL,  -- of the rest, as passwords are hashed
  made_at    INTEGER NOT NULL,
  used_at    INTEGER,
  PRIMARY KEY (account_id, lookup)
) STRICT;

-- src/features/account_security/0012_mailed_code.sql: a code mailed to a session's owner, one at a time
CREATE TABLE mailed_code (
  session_id BLOB    PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  digest     BLOB    NOT NULL,  -- keyed, so the table alone tells no code
  tries      INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;
CREATE INDEX mailed_code_expiry ON mailed_code (expires_at);

-- src/core/link/0013_link_opened.sql: a link that was opened lives on in the one browser that opened it
ALTER TABLE link ADD COLUMN opened_by BLOB;        -- digest of what that browser holds; another opening replaces it
ALTER TABLE link ADD COLUMN opened_until INTEGER;
ALTER TABLE link ADD COLUMN factor TEXT;           -- the second factor proved since it was opened
ALTER TABLE link ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;

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

-- src/core/browser/0015_browser.sql: browsers in which somebody has signed in before
CREATE TABLE browser (
  id            BLOB    PRIMARY KEY,
  account_id    BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  token_hash    BLOB    NOT NULL,  -- of the cookie; one cookie may serve several accounts
  previous_hash BLOB,              -- of the cookie before: the answer with the new one may be lost
  user_agent    TEXT    NOT NULL,
  address       TEXT    NOT NULL,
  known_since   INTEGER NOT NULL,
  last_used_at  INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  UNIQUE (token_hash, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX browser_account ON browser (account_id);
CREATE INDEX browser_previous ON browser (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX browser_expiry ON browser (expires_at);

-- "Shared computer: do not remember this browser" was ticked.
ALTER TABLE attempt ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;

ALTER TABLE session ADD COLUMN browser_id BLOB;                        -- the known browser it lives in
ALTER TABLE session ADD COLUMN new_browser INTEGER NOT NULL DEFAULT 0; -- not known when it was opened

-- Null before the first sign-in that was complete.
ALTER TABLE account ADD COLUMN signed_in_at INTEGER;

-- src/core/audit/0016_audit_chain.sql: what was recorded is chained and signed, so that a change is found
CREATE TABLE audit_personal (  -- what tells who somebody is; may be forgotten without breaking the chain
  event_id BLOB    PRIMARY KEY,
  at       INTEGER NOT NULL,  -- the event's
  salt     BLOB,              -- 16 random bytes; null for events from before the chain
  address  TEXT    NOT NULL,  -- the sender's
  words    TEXT    NOT NULL   -- a name, an email address, a browser
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_personal_age ON audit_personal (at);
INSERT INTO audit_personal (event_id, at, salt, address, words)
  SELECT id, at, NULL, address, '' FROM audit_event WHERE address <> '';
ALTER TABLE audit_event DROP COLUMN address;
ALTER TABLE audit_event ADD COLUMN personal BLOB;  -- digest of the salt and the personal values
CREATE TABLE audit_seal (  -- an event's place in the chain, given within a second
  sequence INTEGER PRIMARY KEY,
  event_id BLOB    NOT NULL UNIQUE,
  hash     BLOB    NOT NULL  -- of the entry and of the hash before it
) STRICT;
CREATE TABLE audit_checkpoint (  -- signed: the chain as it was
  number      INTEGER PRIMARY KEY,
  sequence    INTEGER NOT NULL,
  hash        BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  key_version INTEGER NOT NULL,
  signature   BLOB    NOT NULL
) STRICT;
CREATE TABLE audit_truncation (  -- signed: what was removed because its time was over; one row
  sequence    INTEGER PRIMARY KEY,  -- of the last entry removed
  position    INTEGER NOT NULL,
  number      INTEGER NOT NULL,     -- of the last checkpoint removed
  hash        BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  key_version INTEGER NOT NULL,
  signature   BLOB    NOT NULL
) STRICT;
-- append only: audit_event, position up to audit_truncation
-- append only: audit_seal, sequence up to audit_truncation
-- append only: audit_checkpoint, number up to audit_truncation
-- append only: audit_truncation, sequence up to audit_truncation

-- src/core/session/0017_session_second_press.sql: a button that is pressed twice
ALTER TABLE session ADD COLUMN previous_token_hash BLOB;  -- before the organisation was chosen
ALTER TABLE session ADD COLUMN renewed_at INTEGER;        -- when that was; it counts for seconds only
CREATE INDEX session_previous_token ON session (previous_token_hash) WHERE previous_token_hash IS NOT NULL;

-- src/core/outbox/0018_letter_state.sql: what became of a letter, and whether the mail server is away
ALTER TABLE letter ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting';  -- names in core/outbox/queue_store.cpp
ALTER TABLE letter ADD COLUMN settled_at INTEGER;                     -- since when it no longer waits
ALTER TABLE letter ADD COLUMN expires_at INTEGER;                     -- what it says is of no use afterwards
UPDATE letter SET state = 'sent', settled_at = sent_at WHERE sent_at IS NOT NULL;
DROP INDEX letter_waiting;
DROP INDEX letter_sent;
CREATE INDEX letter_waiting ON letter (next_at) WHERE state = 'waiting';
CREATE INDEX letter_settled ON letter (settled_at) WHERE state <> 'waiting';

CREATE TABLE mail_outage (   -- one row while no letter can be handed over
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  since   INTEGER NOT NULL,
  tries   INTEGER NOT NULL,
  next_at INTEGER NOT NULL,  -- not tried before
  reason  TEXT    NOT NULL
) STRICT;

-- src/core/notice/0019_notice.sql: what the operator tells everybody on every page
CREATE TABLE notice (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  english TEXT    NOT NULL,  -- one of the two may be empty: then all read the other
  dutch   TEXT    NOT NULL,
  ends_at INTEGER            -- no end: until it is cleared
) STRICT;

-- src/core/audit/0020_audit_forward.sql: up to where events were handed on to the machine's log service
CREATE TABLE audit_forward (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL  -- of the last event that was taken
) STRICT;

-- src/core/objection/0021_objection.sql: links by which the reader of a letter says "This was not me"
CREATE TABLE objection (
  id              BLOB    PRIMARY KEY,
  token_hash      BLOB    NOT NULL UNIQUE,     -- SHA-256; the token itself stands only in the letter
  account_id      BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  told            TEXT    NOT NULL,            -- what the letter told
  item            TEXT    NOT NULL,            -- what it was about, as its reader knows it
  factor          TEXT    NOT NULL,            -- what was added, to be taken away again; or empty
  part            TEXT    NOT NULL,
  takes_last      INTEGER NOT NULL,
  organisation_id BLOB,
  made_at         INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER
) STRICT;
CREATE INDEX objection_account ON objection (account_id);
CREATE INDEX objection_expiry ON objection (expires_at);

-- src/core/history/0022_history.sql: sign-ins and refused ones, as their owner sees them
CREATE TABLE history (
  id         BLOB    PRIMARY KEY,
  account_id BLOB    REFERENCES account (id) ON DELETE CASCADE,  -- null: of nobody; swept at once
  at         INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,
  factor     TEXT    NOT NULL,  -- the second factor that was proved or refused; or empty
  user_agent TEXT    NOT NULL,
  address    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX history_account ON history (account_id, at);
CREATE INDEX history_age ON history (at);

-- src/core/throttle/0023_guess.sql: what wrong passwords cost
ALTER TABLE throttle ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0; -- no try is looked at earlier

-- Wrong passwords of one sender, by the address that was typed.
CREATE TABLE sender_guess (
  sender      BLOB    NOT NULL,  -- keyed digests, both
  account     BLOB    NOT NULL,
  tries       INTEGER NOT NULL,
  window_ends INTEGER NOT NULL,
  PRIMARY KEY (sender, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX sender_guess_window ON sender_guess (window_ends);

-- src/core/organisation/0024_organisation_date.sql: a date of its own, earlier than everybody's
ALTER TABLE organisation ADD COLUMN required_from TEXT;  -- a day, "2027-01-31"; null: everybody's date

-- src/core/exemption/0025_exemption.sql: people of whom no second factor is demanded yet
CREATE TABLE exemption (
  account_id BLOB    PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  until      TEXT    NOT NULL,  -- a day, "2027-01-31"; over at 00:00 of it
  reason     TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  ended_at   INTEGER            -- by a command, before its day
) STRICT;

-- src/core/people_import/0026_people_import.sql: how far an import of people has come
CREATE TABLE people_import (
  id          BLOB    PRIMARY KEY,
  file_digest BLOB    NOT NULL UNIQUE,  -- SHA-256 of the file: the same file goes on where it stopped
  file_name   TEXT    NOT NULL,         -- as it was called last, without its folder
  people      INTEGER NOT NULL,         -- rows in the file
  done        INTEGER NOT NULL,         -- of them, in order
  brought     INTEGER NOT NULL,         -- by which something was added
  kept        INTEGER NOT NULL,         -- left as it was, because something else is there
  began_at    INTEGER NOT NULL,
  finished_at INTEGER                   -- null while rows are left
) STRICT;

-- src/core/session/0027_session_shared.sql: "Shared computer" holds until the browser would be remembered
ALTER TABLE session ADD COLUMN shared INTEGER NOT NULL DEFAULT 0; -- it was ticked when logging in

-- src/core/session/0028_session_place.sql: that a known browser came from a network not seen before
ALTER TABLE session ADD COLUMN new_place INTEGER NOT NULL DEFAULT 0; -- when it was opened

-- src/core/account/0029_factor_demand.sql: whose second factor was reset
ALTER TABLE account ADD COLUMN factor_demanded_at INTEGER;  -- since then one is demanded, whatever the date

-- src/core/device/0030_device.sql: phones with which sign-ins are confirmed
CREATE TABLE device (
  id             BLOB    PRIMARY KEY,
  account_id     BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  public_key     BLOB    NOT NULL UNIQUE,     -- P-256, 65 bytes; never used again, so rows that ended stay
  name           TEXT    NOT NULL,            -- given by the device, changed by its owner
  platform       TEXT    NOT NULL,            -- "pwa" or "cli"
  system         TEXT    NOT NULL,            -- what it says of itself: "Android 16"
  browser        TEXT    NOT NULL,
  version        TEXT    NOT NULL,            -- of the app
  counter        INTEGER NOT NULL DEFAULT 0,  -- of the last answer: a copied key shows by it
  state          TEXT    NOT NULL,            -- waiting, active, suspended, ended
  offline_secret BLOB,                        -- sealed; null: it shows no codes
  offline_step   INTEGER NOT NULL DEFAULT 0,  -- the newest 30 seconds of which a code was used
  address        TEXT    NOT NULL,            -- from which it was last seen
  created_at     INTEGER NOT NULL,
  seen_at        INTEGER NOT NULL,            -- kept to the hour
  used_at        INTEGER,                     -- last confirmed a sign-in
  key_changed_at INTEGER NOT NULL,
  ended_at       INTEGER,
  successor      TEXT                         -- the phone that it was moved to
) STRICT, WITHOUT ROWID;
CREATE INDEX device_account ON device (account_id);

-- Where a device can be rung.
CREATE TABLE device_push (
  device_id   BLOB    PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
  endpoint    TEXT    NOT NULL,
  p256dh      BLOB    NOT NULL,
  auth        BLOB    NOT NULL,
  key_version INTEGER NOT NULL,  -- of our push key that it was made for
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Signed requests that were answered: none counts twice.
CREATE TABLE device_nonce (
  device_id  BLOB    NOT NULL,
  nonce      BLOB    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (device_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_nonce_expiry ON device_nonce (expires_at);

-- src/core/pairing/0031_pairing.sql: a QR code that is shown until a phone has scanned it
CREATE TABLE pairing (
  id           BLOB    PRIMARY KEY,
  account_id   BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  session_id   BLOB,               -- whose page shows it; null: a phone does
  from_device  BLOB,               -- that phone, whose place the new one takes
  code_hash    BLOB    NOT NULL UNIQUE,
  code         BLOB    NOT NULL,   -- sealed: a reload shows the same one
  nonce        BLOB    NOT NULL,
  check_number TEXT    NOT NULL,   -- on both screens
  renewal      INTEGER NOT NULL,   -- how often it took the place of one that expired
  state        TEXT    NOT NULL,   -- waiting, scanned, answered, linked, cancelled
  device_id    BLOB,               -- that answered
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pairing_one_live ON pairing (account_id) WHERE state IN ('waiting', 'scanned', 'answered');
CREATE INDEX pairing_expiry ON pairing (expires_at);

-- src/core/challenge/0032_challenge.sql: sign-ins that wait for a press on a phone
CREATE TABLE challenge (
  id          BLOB    PRIMARY KEY,
  account_id  BLOB    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  asker       BLOB    NOT NULL,  -- id of the attempt, session or link that it proves a factor for
  browser_id  BLOB,              -- the known browser it comes from
  nonce       BLOB    NOT NULL,
  mode        TEXT    NOT NULL,  -- press, choose, type2, type6
  options     TEXT    NOT NULL,  -- the numbers to choose from, in the order shown; else empty
  number      TEXT    NOT NULL,  -- the right one; for press empty
  context     TEXT    NOT NULL,  -- what the phone shows, byte for byte: JSON
  address     TEXT    NOT NULL,  -- of the browser
  user_agent  TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  pushes      INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER,
  answered_by BLOB,              -- the device
  used_at     INTEGER            -- became a proof
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX challenge_one_open ON challenge (account_id) WHERE state = 'open';
CREATE INDEX challenge_asker ON challenge (asker);
CREATE INDEX challenge_history ON challenge (account_id, created_at);

-- What was signed, for whoever wants to check it later; nothing in here ever changes.
CREATE TABLE challenge_answer (
  challenge_id BLOB    NOT NULL,
  device_id    BLOB    NOT NULL,
  at           INTEGER NOT NULL,
  public_key   BLOB    NOT NULL,
  statement    TEXT    NOT NULL,
  signature    BLOB    NOT NULL,
  context      TEXT    NOT NULL,
  result       TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  PRIMARY KEY (challenge_id, device_id, result)
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_answer_at ON challenge_answer (at);

-- How careful an account has to be.
CREATE TABLE challenge_care (
  account_id    BLOB    PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  bad           INTEGER NOT NULL DEFAULT 0,  -- wrong numbers and refusals since the last success
  expired       INTEGER NOT NULL DEFAULT 0,  -- unanswered since then
  unanswered    INTEGER NOT NULL DEFAULT 0,  -- in a row
  rings         INTEGER NOT NULL DEFAULT 0,  -- of the phones, since the last answer
  careful_until INTEGER NOT NULL DEFAULT 0,
  quiet_until   INTEGER NOT NULL DEFAULT 0,  -- unknown browsers do not ring
  succeeded_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- src/core/session/0033_session_attempt.sql: which attempt a session came of, to end what a press had let in
ALTER TABLE session ADD COLUMN attempt_id BLOB;
CREATE INDEX session_attempt ON session (attempt_id) WHERE attempt_id IS NOT NULL;

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
