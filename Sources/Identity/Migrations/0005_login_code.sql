-- Logging in by a code that was mailed. One code for each person, good once.
CREATE TABLE login_code (
    person     uuid        PRIMARY KEY REFERENCES person,
    hash       bytea       NOT NULL,                     -- keyed, of person and code
    expires_at timestamptz NOT NULL,
    tries      integer     NOT NULL DEFAULT 0
);

-- Whoever got a code has shown that the address is theirs.
ALTER TABLE person ADD COLUMN confirmed_at timestamptz;
ALTER TABLE session ADD COLUMN by_code boolean NOT NULL DEFAULT false;

ALTER TABLE session DROP CONSTRAINT session_ended_why_check;
ALTER TABLE session ADD CONSTRAINT session_ended_why_check
    CHECK (ended_why IN ('log_out', 'refresh_reused', 'password_changed', 'address_confirmed'));

GRANT SELECT, INSERT, UPDATE (hash, expires_at, tries), DELETE ON login_code TO {{role}};
GRANT UPDATE (confirmed_at) ON person TO {{role}};
