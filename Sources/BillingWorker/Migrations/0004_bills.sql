-- Bills by the biller's account and the biller's own number, as bill.presented announced them last, and what paid them.
-- A bill that was paid and never presented has a row too: who presents it later finds it paid, however the two met.
CREATE TABLE bill (
    biller           text COLLATE "C" NOT NULL,
    bill             text COLLATE "C" NOT NULL,
    customer         text COLLATE "C",                  -- who is asked to pay; null: never presented
    amount_minor     bigint,
    currency         text,
    due_on           date,
    description      text,
    withdrawn        boolean,                           -- the biller has taken it back
    source_partition integer,                           -- of the announcement; an older one changes nothing
    source_offset    bigint,
    source_at        timestamptz,
    payment          uuid,                              -- the first that the biller has taken; stays
    paid_at          timestamptz,
    PRIMARY KEY (biller, bill),
    CONSTRAINT bill_presented CHECK (
        num_nulls(customer, amount_minor, currency, due_on, withdrawn, source_partition, source_offset, source_at)
            IN (0, 8)),
    CONSTRAINT bill_amount CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT bill_paid CHECK ((payment IS NULL) = (paid_at IS NULL)),
    CONSTRAINT bill_known CHECK (customer IS NOT NULL OR payment IS NOT NULL)
);

-- What a customer is shown: all of it, and what is still to be paid, by the day it is due.
CREATE INDEX bill_of_customer ON bill (customer, due_on) WHERE customer IS NOT NULL;
CREATE INDEX bill_unpaid ON bill (customer, due_on) WHERE payment IS NULL AND NOT withdrawn;

-- Nothing takes a bill away; its name stays.
GRANT SELECT, INSERT, UPDATE (
    customer, amount_minor, currency, due_on, description, withdrawn, source_partition, source_offset, source_at, payment,
    paid_at) ON bill TO {{role}};
