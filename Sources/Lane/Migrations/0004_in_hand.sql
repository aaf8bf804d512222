-- What a process has in hand, while it may be what ends processes.

-- Whether the owner left with a word, which process run it was, and how many owners in a row ended without one before
-- the lane was known to be safe.
ALTER TABLE cursor
    ADD COLUMN released boolean NOT NULL DEFAULT false,
    ADD COLUMN run      text,
    ADD COLUMN ends     integer NOT NULL DEFAULT 0;

-- Written only after an owner has ended without a word: a run of messages, a timer or a call, before it is decoded,
-- handled or performed. `kind` is empty for messages.
CREATE TABLE in_hand (
    lane         integer     NOT NULL,
    kind         text        NOT NULL,
    key          text        NOT NULL,                        -- of messages: first-last
    first_offset bigint      NOT NULL,                        -- -1 for what is no message
    last_offset  bigint      NOT NULL,
    stage        text        NOT NULL CHECK (stage IN ('decode', 'handle', 'call')),
    epoch        bigint      NOT NULL,                        -- of the owner that has it in hand; 0 when it was laid down
    ends         integer     NOT NULL DEFAULT 0,              -- how many owners ended with it in hand
    instance     text        NOT NULL,
    since        timestamptz NOT NULL DEFAULT now(),
    put_aside_at timestamptz,                                 -- of a call: not performed until an operator says so
    PRIMARY KEY (lane, kind, key)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON in_hand TO {{role}};
