-- Histories are read by time.
DROP INDEX accepted_payer;
DROP INDEX accepted_payee;
CREATE INDEX accepted_payer ON accepted (payer, at, payment);
CREATE INDEX accepted_payee ON accepted (payee, at, payment);
