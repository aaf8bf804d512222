-- Histories are read by when payments began: a payment's id is its producer's choice and need not tell the time.
DROP INDEX payment_payer;
DROP INDEX payment_payee;
CREATE INDEX payment_payer ON payment (payer, since, id);
CREATE INDEX payment_payee ON payment (payee, since, id);
