-- src/core/organisation/0024_organisation_date.sql: a date of its own, earlier than everybody's
ALTER TABLE organisation ADD COLUMN required_from TEXT;  -- a day, "2027-01-31"; null: everybody's date
