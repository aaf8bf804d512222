-- What operators want of a worker, what its processes say of themselves, and what finds a payment in the outbox.

-- The trace that a call belongs to (W3C traceparent): what follows from the call belongs to it too.
ALTER TABLE timer ADD COLUMN trace text;

-- Few as they are, dead letters are found among themselves. What was said about a payment is found by reading all of
-- the outbox: an index over every row would cost each payment more than an operator's look now and then.
CREATE INDEX outbox_dead_letter ON outbox (at) WHERE headers IS NOT NULL;

-- What operators have ordered. Every process of the worker reads it once a second.
CREATE TABLE control (
    scope    text        NOT NULL CHECK (scope IN ('worker', 'lane', 'connector', 'drain')),
    name     text        NOT NULL,                    -- lane: topic/partition; connector: its name; drain: an instance or ''
    since    timestamptz NOT NULL DEFAULT now(),      -- a drain concerns the processes that ran then
    operator text        NOT NULL,                    -- who
    reason   text        NOT NULL,                    -- why
    PRIMARY KEY (scope, name)
);

-- The worker's processes, as each last said of itself, every five seconds.
CREATE TABLE process (
    instance         text        PRIMARY KEY,
    started_at       timestamptz NOT NULL DEFAULT now(),
    seen_at          timestamptz NOT NULL DEFAULT now(),
    stopped_at       timestamptz,                     -- it ended in good order
    drained          boolean     NOT NULL DEFAULT false,
    mode             text        NOT NULL,            -- transactional, idempotent
    lanes            integer     NOT NULL,            -- lanes it owns
    backlog          integer     NOT NULL,            -- rows committed and waiting to be published
    performing       integer     NOT NULL,            -- outside calls under way
    last_error       text,                            -- a code
    last_error_at    timestamptz,
    connectors       text[]      NOT NULL,            -- outside systems that do not answer well,
    connector_states text[]      NOT NULL             -- and how it is with each: failing, open, half_open
) WITH (fillfactor = 50);

GRANT SELECT ON control TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON process TO {{role}};
