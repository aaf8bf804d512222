-- The trail: who did what, from where, when, with what result. The schemas identity and gateway have one each, so that
-- a line is written by the transaction that does what it tells of.
--
-- Lines are added and never changed. What is personal in them is in trail_part, where it can be erased: the line keeps
-- a digest of it only.

CREATE TABLE trail_entry (
    id      uuid        PRIMARY KEY,                     -- of version 7
    at      timestamptz NOT NULL,
    action  text        NOT NULL,                        -- POST /v1/login, giro role
    outcome text        NOT NULL,                        -- done, or the code of the refusal
    subject text,                                        -- the id of a payment, an account, a key, or a role
    request text        NOT NULL,                        -- X-Request-Id
    actor   bytea       NOT NULL,                        -- SHA-256 of the salted part about who did it
    about   bytea                                        -- and of the one about whose data it was
);

CREATE TABLE trail_part (
    entry  uuid  NOT NULL,
    role   text  NOT NULL CHECK (role IN ('actor', 'about')),
    person bytea,                                        -- a keyed hash of the person's id; null: nobody known
    sealed bytea NOT NULL,                               -- salt, person, key, address, user agent
    PRIMARY KEY (entry, role)
);

CREATE INDEX trail_part_person ON trail_part (person, entry) WHERE person IS NOT NULL;

-- Lines without a place in the chain yet.
CREATE TABLE trail_pending (
    entry uuid PRIMARY KEY
);

-- The chain: each hash is made of the one before it, the number, and the line.
CREATE TABLE trail_link (
    number bigint PRIMARY KEY CHECK (number > 0),
    entry  uuid   NOT NULL UNIQUE,
    hash   bytea  NOT NULL
);

-- Rights keep the roles from changing lines; this keeps who owns the tables from doing it by accident.
CREATE FUNCTION trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of the trail are never changed or removed';
END $$;

CREATE TRIGGER trail_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION trail_stays();
CREATE TRIGGER trail_link_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_link
    FOR EACH STATEMENT EXECUTE FUNCTION trail_stays();

GRANT SELECT, INSERT ON trail_entry, trail_link TO {{role}};
GRANT SELECT, INSERT, DELETE, UPDATE (sealed) ON trail_part TO {{role}};
GRANT SELECT, INSERT, DELETE ON trail_pending TO {{role}};
