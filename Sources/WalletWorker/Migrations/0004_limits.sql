-- The limit that an account was opened with, once it has another; null while it is the same. A request to open that comes
-- again is compared with it.
ALTER TABLE account ADD COLUMN opening_limit_minor bigint;

GRANT UPDATE (overdraft_limit_minor, opening_limit_minor) ON account TO {{role}};
