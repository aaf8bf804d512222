-- Where every payment is, and how it got there. The read side of all that is said about payments, and the memory of who
-- has been told.
--
-- There are no foreign keys between these tables: the rows of one message are written by one transaction under the
-- payment's lock, and the audit proves that they agree.

CREATE TABLE payment (
    id           uuid        PRIMARY KEY,
    amount_minor bigint      NOT NULL,               -- as asked for: of a rejected payment perhaps zero or negative
    since        timestamptz NOT NULL,               -- the earliest event heard of
    updated_at   timestamptz NOT NULL,               -- the event that gave the present state
    final_at     timestamptz,                        -- the same, when no event leads out of that state
    requested_at timestamptz,                        -- by whoever asked
    authority    smallint    NOT NULL,               -- who said the facts: 0 the request, 1 billing, 2 the wallet
    told         smallint    NOT NULL DEFAULT 0,     -- who was told of the end: 1 the payer, 2 the payee
    detailed     boolean     NOT NULL,               -- the request or the debit was read: they carry the reference
    state        text        NOT NULL,
    kind         text        NOT NULL,
    currency     text        NOT NULL,               -- as asked for: of a rejected payment perhaps unknown
    payer        text        NOT NULL,
    payee        text        NOT NULL,
    reason       text,                               -- why it failed, was rejected or went back
    reference    text,
    CONSTRAINT payment_state CHECK (
        state IN ('requested', 'debited', 'paid', 'failed', 'settled', 'refunded', 'suspended', 'rejected')),
    CONSTRAINT payment_final CHECK (
        (final_at IS NOT NULL) = (state IN ('settled', 'refunded', 'suspended', 'rejected'))),
    CONSTRAINT payment_told CHECK (told = 0 OR final_at IS NOT NULL)
) WITH (fillfactor = 50);                            -- room for the next state of every row of a page: HOT updates

-- The ones under way, oldest first. A state on the way changes neither column, so it leaves the index alone.
CREATE INDEX payment_under_way ON payment (since) WHERE final_at IS NULL;

-- The timeline: the first message that told of each event.
CREATE TABLE payment_event (
    payment        uuid        NOT NULL,
    at             timestamptz NOT NULL,             -- the message's own time
    message_offset bigint      NOT NULL,
    partition      integer     NOT NULL,
    event          text        COLLATE "C" NOT NULL,
    topic          text        NOT NULL,
    PRIMARY KEY (payment, event)
);

-- What cannot be true together with what was known before. It changed nothing; someone should look.
CREATE TABLE contradiction (
    payment        uuid        NOT NULL,
    at             timestamptz NOT NULL,
    message_offset bigint      NOT NULL,             -- the message that showed it
    partition      integer     NOT NULL,
    event          text        COLLATE "C" NOT NULL,
    code           text        COLLATE "C" NOT NULL CHECK (code IN ('body', 'state')),
    topic          text        NOT NULL,
    PRIMARY KEY (payment, event, code)
);

GRANT SELECT, INSERT, UPDATE ON payment TO {{role}};
GRANT SELECT, INSERT ON payment_event, contradiction TO {{role}};
