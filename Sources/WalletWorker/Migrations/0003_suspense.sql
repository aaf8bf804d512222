-- Step 3 of a payment: what was suspended is released, by an operator's word, to the account that beneficiary_key says
-- (an external account by its own row, while credit_key is the part that took the money). The key lets it happen once.
ALTER TABLE transfer DROP CONSTRAINT transfer_outcome;
ALTER TABLE transfer ADD CONSTRAINT transfer_outcome CHECK (
    step = 1 AND outcome IN ('held', 'rejected') OR step = 2 AND outcome IN ('settled', 'refunded', 'suspended')
    OR step = 3 AND outcome = 'released');
ALTER TABLE transfer DROP CONSTRAINT transfer_reason;
ALTER TABLE transfer ADD CONSTRAINT transfer_reason CHECK (
    (outcome IN ('held', 'settled', 'released')) = (reason IS NULL));

-- What is, or was, in suspense: little of much.
CREATE INDEX transfer_suspended ON transfer (payment) WHERE outcome = 'suspended';
