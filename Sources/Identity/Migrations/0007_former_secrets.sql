-- Until when each former secret of an endpoint and of a key is good, the newest of them first: exchanging a secret twice
-- ends none early. Of a key that is sent, former_hashes has the hashes one after the other, 32 bytes each.
ALTER TABLE webhook ADD COLUMN former_secrets timestamptz[] NOT NULL DEFAULT '{}';

UPDATE webhook SET former_secrets = ARRAY[former_secret_until] WHERE former_secret_until IS NOT NULL;

ALTER TABLE api_key
    ADD COLUMN former_until  timestamptz[] NOT NULL DEFAULT '{}',
    ADD COLUMN former_hashes bytea         NOT NULL DEFAULT '';

UPDATE api_key SET former_until = ARRAY[previous_until], former_hashes = coalesce(previous_hash, '')
WHERE previous_until IS NOT NULL;

GRANT UPDATE (former_until, former_hashes) ON api_key TO {{role}};
