-- What the gateway remembers between requests and processes. Everything else it says is read from the workers' schemas.

-- Requests with an Idempotency-Key. The id is a keyed hash of caller and key, the fingerprint one of method, path and
-- body. What is made by the request gets the subject as its id, so doing it again makes nothing new.
CREATE TABLE idempotency (
    id           bytea       PRIMARY KEY,
    fingerprint  bytea       NOT NULL,
    subject      uuid        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    locked_until timestamptz NOT NULL,                 -- a process is at work on it until then
    status       smallint,                             -- with the answer: it is done
    answer       bytea,                                -- sealed
    CONSTRAINT idempotency_answer CHECK ((status IS NULL) = (answer IS NULL))
);

CREATE INDEX idempotency_created ON idempotency (created_at);

-- Payments as accepted, so that they can be seen before the payment worker has heard of them.
CREATE TABLE accepted (
    payment      uuid        PRIMARY KEY,
    amount_minor bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    kind         text        NOT NULL,
    payer        text COLLATE "C" NOT NULL,
    payee        text COLLATE "C" NOT NULL,
    currency     text        NOT NULL,
    reference    text
);

CREATE INDEX accepted_payer ON accepted (payer, payment);
CREATE INDEX accepted_payee ON accepted (payee, payment);
CREATE INDEX accepted_at ON accepted (at);

-- Messages decided and not yet published.
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

-- Requests counted by all processes together, a row for whom and which minute. Losing it in a crash loses no harm.
CREATE UNLOGGED TABLE rate (
    bucket    text COLLATE "C" NOT NULL,
    starts_at bigint  NOT NULL,                        -- seconds since 1970
    requests  bigint  NOT NULL,
    PRIMARY KEY (bucket, starts_at)
);

GRANT SELECT, INSERT, UPDATE (locked_until, status, answer), DELETE ON idempotency TO {{role}};
GRANT SELECT, INSERT, DELETE ON accepted TO {{role}};
GRANT SELECT, INSERT, DELETE ON outbox TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON rate TO {{role}};
