-- src/core/account/0029_factor_demand.sql: whose second factor was reset
ALTER TABLE account ADD COLUMN factor_demanded_at INTEGER;  -- since then one is demanded, whatever the date
