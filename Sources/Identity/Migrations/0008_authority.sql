-- What people prove beside a password, where they are logged in, what they are told of it, and accounts that they
-- closed.

-- A session shows its owner when and from where it was used. A second factor and a fresh log-in belong to the session.
ALTER TABLE session
    ADD COLUMN last_used_at     timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN authenticated_at timestamptz,             -- the last log-in or step-up; null: when it was created
    ADD COLUMN second_factor_at timestamptz,             -- the last time that a second factor was shown
    ADD COLUMN rotated_at       timestamptz,             -- the last refresh
    ADD COLUMN place_sealed     bytea;                   -- address and user agent
UPDATE session SET last_used_at = created_at;
ALTER TABLE session DROP CONSTRAINT session_ended_why_check;
ALTER TABLE session ADD CONSTRAINT session_ended_why_check CHECK (ended_why IN (
    'log_out', 'refresh_reused', 'password_changed', 'address_confirmed', 'ended_by_owner', 'address_changed'));

-- Mails go to confirmed addresses only. contacts_due: what contact.updated says of the person's accounts is to be said
-- again; so it is for everybody who registered before this rule.
ALTER TABLE person
    ADD COLUMN locale       text    NOT NULL DEFAULT 'en',
    ADD COLUMN contacts_due boolean NOT NULL DEFAULT true;
ALTER TABLE person ALTER COLUMN contacts_due SET DEFAULT false;
CREATE INDEX person_contacts_due ON person (id) WHERE contacts_due;

ALTER TABLE holding ADD COLUMN closed_at timestamptz;

-- Whether the key was made in a session with a second factor: only such a key has the rights of operators and admins.
ALTER TABLE api_key ADD COLUMN second_factor boolean NOT NULL DEFAULT false;

-- RFC 6238. last_step: the time step of the last code that was taken, so that none is taken twice.
CREATE TABLE second_factor (
    person        uuid        PRIMARY KEY REFERENCES person,
    secret_sealed bytea       NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    confirmed_at  timestamptz,                           -- null: begun, and not in force
    last_step     bigint      NOT NULL DEFAULT 0
);

CREATE TABLE recovery_code (
    person uuid  NOT NULL REFERENCES person,
    hash   bytea NOT NULL,                               -- keyed, of person and code
    PRIMARY KEY (person, hash)
);

-- A new address that waits for the code that was mailed there.
CREATE TABLE address_change (
    person       uuid        PRIMARY KEY REFERENCES person,
    email_sealed bytea       NOT NULL,
    email_index  bytea       NOT NULL,
    hash         bytea       NOT NULL,
    expires_at   timestamptz NOT NULL,
    tries        integer     NOT NULL DEFAULT 0
);

-- Mails about changes of credentials, until they are sent. They go over no topic.
CREATE TABLE notice (
    id     uuid        PRIMARY KEY,
    person uuid        NOT NULL,
    at     timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    tries  integer     NOT NULL DEFAULT 0,
    sealed bytea                                         -- address, language, what there is to say; null: sent
);

CREATE INDEX notice_due ON notice (due_at) WHERE sealed IS NOT NULL;
CREATE INDEX notice_person ON notice (person, at);

-- Keyed hashes of name and network of log-ins that were right: guesses of others from there do not keep these people
-- out.
CREATE TABLE known_place (
    bucket bytea       PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now()
);

GRANT UPDATE (by_code, last_used_at, authenticated_at, second_factor_at, rotated_at, place_sealed) ON session
    TO {{role}};
GRANT UPDATE (locale, contacts_due) ON person TO {{role}};
GRANT UPDATE (closed_at) ON holding TO {{role}};
GRANT UPDATE (second_factor) ON api_key TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor, recovery_code, address_change, notice, known_place TO {{role}};
