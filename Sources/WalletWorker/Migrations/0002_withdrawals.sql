-- Payments of kind withdrawal: from a wallet to an external account.

ALTER TABLE transfer DROP CONSTRAINT transfer_kind;
ALTER TABLE transfer ADD CONSTRAINT transfer_kind CHECK (kind IN ('transfer', 'bill', 'topup', 'withdrawal'));
