-- Whether the owner has shown that the address is theirs, and mails that are not sent although there is an address:
-- nobody has confirmed it, or its owner has had enough of them for now.
ALTER TABLE contact ADD COLUMN confirmed boolean NOT NULL DEFAULT true;

ALTER TABLE mail DROP CONSTRAINT mail_state_check;
ALTER TABLE mail ADD CONSTRAINT mail_state_check CHECK (
    state IN ('queued', 'sent', 'no_address', 'withheld', 'undeliverable', 'failed'));
