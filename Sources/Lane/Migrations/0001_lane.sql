-- The lane engine's tables, in every worker's own schema. Applied before the worker's own migrations.

-- One row a lane: (topic, partition) as this worker sees it. `lane` is its short number everywhere else.
CREATE TABLE cursor (
    lane          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic         text        NOT NULL,
    partition     integer     NOT NULL,
    next_offset   bigint      NOT NULL CHECK (next_offset >= 0),   -- the next offset to apply
    last_seq      bigint      NOT NULL DEFAULT 0,                  -- the number of the lane's last outbox row
    published_seq bigint      NOT NULL DEFAULT 0,                  -- what was known as published when the row was written
    dead_letters  bigint      NOT NULL DEFAULT 0,                  -- how many messages this lane has given up
    epoch         bigint      NOT NULL DEFAULT 1,                  -- grows with every take-over: an older owner claims nothing
    owner         text        NOT NULL,                            -- instance name of the process that took the lane last
    taken_at      timestamptz NOT NULL DEFAULT now(),
    applied_at    timestamptz NOT NULL DEFAULT now(),              -- when the last batch was applied
    cluster_id    text        NOT NULL,                            -- the Kafka cluster that next_offset belongs to
    era           uuid        NOT NULL DEFAULT gen_random_uuid(),  -- ties positions kept in Kafka to this very row
    halted        text,                                            -- why the lane stands still, when an operator must choose
    UNIQUE (topic, partition),
    CHECK (published_seq <= last_seq)
) WITH (fillfactor = 50);

-- Messages decided and perhaps not yet published, numbered per lane without gaps.
CREATE TABLE outbox (
    lane       integer     NOT NULL,
    seq        bigint      NOT NULL,
    topic      text        NOT NULL,
    key        text        NOT NULL,
    type       text        NOT NULL,
    subject    text        NOT NULL,
    value      bytea       NOT NULL,
    headers    bytea,                                              -- of dead letters: what came with the message
    trace      text,
    at         timestamptz NOT NULL,
    PRIMARY KEY (lane, seq)
);

-- Work for later or for outside; see Call.
CREATE TABLE timer (
    lane    integer     NOT NULL,
    kind    text        NOT NULL,
    key     text        NOT NULL CHECK (octet_length(key) <= 200),
    body    bytea       NOT NULL,
    due_at  timestamptz NOT NULL,
    place   smallint    NOT NULL CHECK (place IN (0, 1)),          -- 0 inside, 1 outside
    attempt integer     NOT NULL,
    PRIMARY KEY (lane, kind, key)
);

GRANT SELECT, INSERT, UPDATE ON cursor TO {{role}};
GRANT SELECT, INSERT, DELETE ON outbox TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON timer TO {{role}};
