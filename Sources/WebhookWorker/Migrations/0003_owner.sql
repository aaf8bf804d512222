-- Whose an endpoint is, so that calls are shared out fairly by it, and until when each former secret signs too, the
-- newest of them first.
ALTER TABLE endpoint
    ADD COLUMN owner uuid,
    ADD COLUMN former_secrets timestamptz[] NOT NULL DEFAULT '{}';

UPDATE endpoint SET former_secrets = ARRAY[former_secret_until] WHERE former_secret_until IS NOT NULL;
