-- The payments of an account, the latest ids first: what people are shown as their history.
CREATE INDEX payment_payer ON payment (payer, id);
CREATE INDEX payment_payee ON payment (payee, id);
