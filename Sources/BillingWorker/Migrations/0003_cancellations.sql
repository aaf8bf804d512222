-- Payments that their payers want back, and what decides whether that can still be.

-- One row a payment, known or not: a cancellation may come before the debit.
CREATE TABLE cancellation (
    payment  uuid        NOT NULL PRIMARY KEY,
    asked_at timestamptz NOT NULL                       -- when billing first heard of it
);

-- under_way: a call that may order was handed out and has not come back; its result decides. ordered_at: when an order
-- may last have been put before the biller; null: certainly never. What was written before there were these columns is
-- taken for the worse.
ALTER TABLE attempt ADD COLUMN under_way boolean NOT NULL DEFAULT true, ADD COLUMN ordered_at timestamptz;
UPDATE attempt SET ordered_at = coalesce(last_at, first_at);

GRANT SELECT, INSERT ON cancellation TO {{role}};
GRANT UPDATE (under_way, ordered_at) ON attempt TO {{role}};
