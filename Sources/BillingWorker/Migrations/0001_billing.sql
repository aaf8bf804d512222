-- What billing has to bring about (invoice), whom it asks (biller), and how the asking went (attempt).
-- Amounts are minor units of the row's currency.

-- Billers, and the sources that top-ups come from, by their account, as biller.updated announced them last.
-- The source_ columns say which message that was, so that an older one, read late or again, changes nothing.
CREATE TABLE biller (
    account          text COLLATE "C" PRIMARY KEY,
    name             text        NOT NULL,
    endpoint         text        NOT NULL,              -- base URL of docs/biller-api.yaml
    currency         text,                              -- the only one it takes; null: any
    enabled          boolean     NOT NULL,
    source_partition integer     NOT NULL,
    source_offset    bigint      NOT NULL,
    source_at        timestamptz NOT NULL
);

-- One row a debited payment. open: a biller was or will be asked. paid, failed: decided for good; nothing leaves these.
CREATE TABLE invoice (
    payment      uuid        NOT NULL PRIMARY KEY,
    amount_minor bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    decided_at   timestamptz,
    kind         text        NOT NULL,
    state        text        NOT NULL,
    currency     text        NOT NULL,
    payer        text        NOT NULL,
    payee        text        NOT NULL,
    bill         text,
    reference    text,
    receipt      text,                                  -- what the biller calls its confirmation
    reason       text,                                  -- why failed
    CONSTRAINT invoice_kind CHECK (kind IN ('transfer', 'bill', 'topup')),
    CONSTRAINT invoice_state CHECK (state IN ('open', 'paid', 'failed')),
    CONSTRAINT invoice_amount CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT invoice_decided CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT invoice_reason CHECK ((state = 'failed') = (reason IS NOT NULL)),
    CONSTRAINT invoice_receipt CHECK (receipt IS NULL OR state = 'paid'),
    CONSTRAINT invoice_transfer CHECK (kind <> 'transfer' OR state = 'paid')
);

CREATE INDEX invoice_open ON invoice (created_at) WHERE state = 'open';

-- The outside call of an invoice. Its next try is in the timer table.
CREATE TABLE attempt (
    payment     uuid        NOT NULL PRIMARY KEY,
    first_at    timestamptz NOT NULL,                   -- when it was scheduled
    last_at     timestamptz,                            -- when the last try ended
    tries       integer     NOT NULL DEFAULT 0,         -- tries that ended
    biller      text COLLATE "C" NOT NULL,
    endpoint    text        NOT NULL,                   -- kept once the biller may have heard of the payment there
    last_code   text,                                   -- how the last try ended
    suspicious  text,                                   -- an answer that contradicts what was asked; stays for people to see
    CONSTRAINT attempt_tries CHECK (tries >= 0 AND (tries = 0) = (last_at IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX attempt_suspicious ON attempt (first_at) WHERE suspicious IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON biller TO {{role}};
-- Of an invoice only its decision changes.
GRANT SELECT, INSERT, UPDATE (state, decided_at, receipt, reason) ON invoice TO {{role}};
GRANT SELECT, INSERT, UPDATE (last_at, tries, endpoint, last_code, suspicious) ON attempt TO {{role}};
