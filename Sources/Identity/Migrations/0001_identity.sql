-- People and programs: who they are, how they prove it, and which accounts are theirs.
--
-- Columns named *_sealed are AES-256-GCM with the key's id in front; *_index are keyed hashes, to find a row by what is
-- sealed. Neither the keys nor anything that opens a session is in the database.

CREATE TABLE person (
    id              uuid        PRIMARY KEY,
    created_at      timestamptz NOT NULL,
    role            text        NOT NULL CHECK (role IN ('user', 'business', 'operator', 'admin')),
    email_sealed    bytea       NOT NULL,
    email_index     bytea       NOT NULL UNIQUE,
    name_sealed     bytea,                               -- the user name, where one was chosen
    name_index      bytea       UNIQUE,
    password        text,                                -- Argon2id as a PHC string; null: registered by e-mail only
    CONSTRAINT person_name CHECK ((name_sealed IS NULL) = (name_index IS NULL))
);

-- Which accounts are whose. A closed account stays.
CREATE TABLE holding (
    account    text COLLATE "C" PRIMARY KEY,
    person     uuid        NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    type       text        NOT NULL CHECK (type IN ('wallet', 'savings', 'business')),
    currency   text        NOT NULL
);

CREATE INDEX holding_person ON holding (person, account);

-- A log-in and what was refreshed from it. The refresh token of a generation is a keyed hash of (id, generation, seed).
CREATE TABLE session (
    id         uuid        PRIMARY KEY,
    person     uuid        NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    generation integer     NOT NULL DEFAULT 1,
    seed       bytea       NOT NULL,
    ended_why  text        CHECK (ended_why IN ('log_out', 'refresh_reused', 'password_changed')),
    CONSTRAINT session_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);

CREATE INDEX session_person ON session (person) WHERE ended_at IS NULL;
CREATE INDEX session_expired ON session (expires_at);

-- Programs act for the person who made the key, within its scopes.
CREATE TABLE api_key (
    id          uuid        PRIMARY KEY,
    person      uuid        NOT NULL REFERENCES person,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    secret_hash bytea       NOT NULL,                    -- SHA-256 of 256 random bits
    label       text        NOT NULL,
    scopes      text[]      NOT NULL
);

CREATE INDEX api_key_person ON api_key (person, id);

-- Wrong guesses, by a keyed hash of whom they were about or where they came from.
CREATE TABLE guess (
    bucket   bytea       PRIMARY KEY,
    failures integer     NOT NULL,
    last_at  timestamptz NOT NULL
);

-- Messages decided and not yet published. The value is sealed: contact.updated has an address in it.
CREATE TABLE outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    topic   text        NOT NULL,
    key     text        NOT NULL,
    type    text        NOT NULL,
    subject text        NOT NULL,
    value   bytea       NOT NULL,
    traceparent text                                   -- of the request that led to it
);

GRANT SELECT, INSERT, UPDATE (role, password) ON person TO {{role}};
GRANT SELECT, INSERT ON holding TO {{role}};
GRANT SELECT, INSERT, UPDATE (ended_at, ended_why, generation), DELETE ON session TO {{role}};
GRANT SELECT, INSERT, UPDATE (revoked_at) ON api_key TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON guess TO {{role}};
GRANT SELECT, INSERT, DELETE ON outbox TO {{role}};
