-- What operators did, why, and what became of it. Rows are only ever added: the operator's role may insert and read
-- them, and nobody but an admin may change or delete one.

-- Begun: written before anything is done, so that what was cut short is seen too.
CREATE TABLE operation (
    id       uuid        PRIMARY KEY,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    operator text        NOT NULL,                       -- who, by the setting operator.name
    login    text        NOT NULL DEFAULT session_user,  -- the role that was logged in
    command  text        NOT NULL,                       -- dlq requeue, replay re-apply ...
    target   text        NOT NULL,                       -- what it was about
    reason   text        NOT NULL CHECK (btrim(reason) <> '')
);

CREATE INDEX operation_begun ON operation (begun_at);

-- Ended: an operation without such a row is under way, or was cut short.
CREATE TABLE operation_result (
    operation uuid        PRIMARY KEY REFERENCES operation,
    ended_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome   text        NOT NULL CHECK (outcome IN ('done', 'stopped', 'failed')),
    detail    text        NOT NULL
);

-- What was done about dead letters. One without a row is open. requeuing: about to be put back, so perhaps it is on its
-- topic and perhaps not; requeued: it is; discarded: nobody will.
CREATE TABLE dead_letter_mark (
    cluster_id     text        NOT NULL,
    topic          text        NOT NULL,                 -- X.dlq
    partition      integer     NOT NULL,
    message_offset bigint      NOT NULL,
    letter_at      timestamptz NOT NULL,                 -- the letter's own time: a topic made anew has others
    state          text        NOT NULL CHECK (state IN ('requeuing', 'requeued', 'discarded')),
    operation      uuid        NOT NULL REFERENCES operation,
    marked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (cluster_id, topic, partition, message_offset, state, operation)
);

-- What is to be replayed. The id is that of the operation that began it.
CREATE TABLE replay (
    id         uuid PRIMARY KEY REFERENCES operation,
    mode       text NOT NULL CHECK (mode IN ('re-apply', 're-publish', 'rebuild')),
    cluster_id text NOT NULL,
    plan       text NOT NULL                             -- JSON: the selection and where each part begins and ends
);

-- How far it is. The row with the highest step counts.
CREATE TABLE replay_progress (
    replay    uuid        NOT NULL REFERENCES replay,
    step      bigint      NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    published bigint      NOT NULL,                      -- messages since the replay began
    positions text        NOT NULL,                      -- JSON: where each part goes on
    is_done   boolean     NOT NULL,
    PRIMARY KEY (replay, step)
);

GRANT SELECT, INSERT ON operation, operation_result, dead_letter_mark, replay, replay_progress TO {{role}};
