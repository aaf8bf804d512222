-- Keys that sign requests instead of being sent, and keys that are exchanged while programs still use the old one.

-- The secret of a signing key follows from the root secret, the key's id and its generation, and is nowhere.
ALTER TABLE api_key
    ADD COLUMN kind           text    NOT NULL DEFAULT 'secret' CHECK (kind IN ('secret', 'signing')),
    ADD COLUMN generation     integer NOT NULL DEFAULT 1,
    ADD COLUMN previous_hash  bytea,                     -- of the secret before this one
    ADD COLUMN previous_until timestamptz,               -- the secret before this one is good until then
    ADD COLUMN rotation       uuid,                      -- the request that exchanged it last
    ALTER COLUMN secret_hash DROP NOT NULL,
    ADD CONSTRAINT api_key_secret CHECK ((kind = 'secret') = (secret_hash IS NOT NULL));

-- Signatures that were used, for as long as they could be used again.
CREATE TABLE signature_nonce (
    key   uuid        NOT NULL,
    nonce text COLLATE "C" NOT NULL,
    at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, nonce)
);

CREATE INDEX signature_nonce_at ON signature_nonce (at);

GRANT UPDATE (secret_hash, generation, previous_hash, previous_until, rotation) ON api_key TO {{role}};
GRANT SELECT, INSERT, DELETE ON signature_nonce TO {{role}};
