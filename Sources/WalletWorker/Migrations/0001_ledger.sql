-- The wallet's ledger: who has how much (account), what was decided about a payment (transfer), and every movement of
-- every balance (entry). Amounts are minor units of the account's currency.
--
-- entry and transfer are only ever added to; the worker's role has no right to change or remove a row of them.
--
-- There are no foreign keys: their per-row triggers make a batch take three times as long. A payment's accounts are
-- locked by the same transaction that writes its rows, accounts are never removed, and the audit proves that rows and
-- balances agree.

-- An account, or a part of one.
--
-- Accounts that every payment touches (clearing, suspense, the outside world) would be rows that all lanes wait for. So
-- they are kept in parts, a row for each lane, written only by the lane's owner: `clearing:EUR#3` is what lane 3 has in
-- clearing, which may be below zero, because what lane 3 took in may be released by lane 5. The balance is the sum of
-- the parts. '#' is in no account's own id. An external account has a row of its own too (it says whether the account
-- is open); clearing and suspense have only parts.
CREATE TABLE account (
    account_key           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    balance_minor         bigint NOT NULL DEFAULT 0,
    version               bigint NOT NULL DEFAULT 0,      -- how many entries the account has; the last one's number
    overdraft_limit_minor bigint NOT NULL DEFAULT 0,      -- how far below zero a wallet or biller may go
    id                    text COLLATE "C" NOT NULL UNIQUE,
    kind                  text NOT NULL,
    currency              text NOT NULL,
    state                 text NOT NULL DEFAULT 'open',   -- frozen: takes money, gives none. closed: neither, for ever
    CONSTRAINT account_kind CHECK (kind IN ('wallet', 'biller', 'external', 'clearing', 'suspense')),
    CONSTRAINT account_state CHECK (state IN ('open', 'frozen', 'closed')),
    CONSTRAINT account_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT account_overdraft CHECK (overdraft_limit_minor >= 0),
    CONSTRAINT account_version CHECK (version >= 0),
    -- The last guard of money: whatever the worker decides, nobody spends what is not there.
    CONSTRAINT account_limit CHECK (balance_minor >= -overdraft_limit_minor OR kind NOT IN ('wallet', 'biller')),
    CONSTRAINT account_empty_when_closed CHECK (
        state <> 'closed' OR balance_minor = 0 OR kind NOT IN ('wallet', 'biller'))
) WITH (fillfactor = 60);                                 -- room for the next balance on the same page: HOT updates

-- What was decided about a payment. Step 1: its money is held in clearing, or it is rejected. Step 2: what is held is
-- released, to the payee (settled), back to the payer (refunded) or into suspense (suspended). The key lets each happen
-- once, and only one of the alternatives: no payment is both held and rejected, or both settled and refunded.
CREATE TABLE transfer (
    payment         uuid        NOT NULL,
    amount_minor    bigint,
    debit_key       bigint,                               -- account (part) the money left
    credit_key      bigint,                               -- account (part) it went to
    -- The account the money is meant for. Step 1: the payee. Step 2: the payee when the payee's side was done, the
    -- payer when it could not be done; for suspended money, this says whose it is.
    beneficiary_key bigint,
    fingerprint     bigint,                               -- step 1: of the request, to tell repetition from conflict
    at              timestamptz NOT NULL,
    step            smallint    NOT NULL,
    kind            text        NOT NULL,
    outcome         text        NOT NULL,
    reason          text,                                 -- why rejected, refunded or suspended
    PRIMARY KEY (payment, step),
    CONSTRAINT transfer_kind CHECK (kind IN ('transfer', 'bill', 'topup')),
    CONSTRAINT transfer_outcome CHECK (
        step = 1 AND outcome IN ('held', 'rejected') OR step = 2 AND outcome IN ('settled', 'refunded', 'suspended')),
    CONSTRAINT transfer_fingerprint CHECK ((step = 1) = (fingerprint IS NOT NULL)),
    CONSTRAINT transfer_reason CHECK ((outcome IN ('held', 'settled')) = (reason IS NULL)),
    -- A rejection moves nothing and names no account; everything else moves something between two.
    CONSTRAINT transfer_movement CHECK (
        CASE WHEN outcome = 'rejected'
            THEN num_nonnulls(amount_minor, debit_key, credit_key, beneficiary_key) = 0
            ELSE num_nulls(amount_minor, debit_key, credit_key, beneficiary_key) = 0
                AND amount_minor BETWEEN 1 AND 1000000000000000 AND debit_key <> credit_key
        END)
);

-- Every movement of every balance. Each held or released transfer has two: the same amount, negative for the account it
-- left, positive for the one it went to. An account's entries are numbered 1, 2, 3 ... without gaps.
CREATE TABLE entry (
    account_key         bigint   NOT NULL,
    version             bigint   NOT NULL,
    amount_minor        bigint   NOT NULL,
    balance_after_minor bigint   NOT NULL,
    payment             uuid     NOT NULL,
    step                smallint NOT NULL,
    PRIMARY KEY (account_key, version),
    CONSTRAINT entry_version CHECK (version >= 1),
    CONSTRAINT entry_amount CHECK (amount_minor <> 0)
);

-- Fails a transaction, as something worth repeating, when fewer rows were inserted than the worker decided on: another
-- process was faster, and what was decided rests on what was read before. SQLSTATE 40001 is serialization_failure.
CREATE FUNCTION require_all(inserted bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF inserted <> expected THEN
        RAISE EXCEPTION 'inserted % of % rows', inserted, expected USING ERRCODE = '40001';
    END IF;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION require_all FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_all TO {{role}};
-- Accounts are opened empty, and of an existing one only what moves can be changed.
GRANT SELECT, INSERT (id, kind, currency, overdraft_limit_minor) ON account TO {{role}};
GRANT UPDATE (balance_minor, version, state) ON account TO {{role}};
GRANT SELECT, INSERT ON transfer, entry TO {{role}};
