-- Payments of kind withdrawal: the payee, a bank rail, is asked as a biller is.

ALTER TABLE invoice DROP CONSTRAINT invoice_kind;
ALTER TABLE invoice ADD CONSTRAINT invoice_kind CHECK (kind IN ('transfer', 'bill', 'topup', 'withdrawal'));
