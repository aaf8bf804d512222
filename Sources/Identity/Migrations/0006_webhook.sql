-- Where businesses want to be told of their payments. The worker webhook hears of it by webhook.updated. No secret is
-- here: each is derived from the root secret of webhooks, the id and the generation.
CREATE TABLE webhook (
    id                  uuid        PRIMARY KEY,
    person              uuid        NOT NULL REFERENCES person,
    created_at          timestamptz NOT NULL,
    version             bigint      NOT NULL,            -- grows with each announcement
    generation          integer     NOT NULL,            -- of the secret
    trial               integer     NOT NULL,            -- how often it was enabled
    former_secret_until timestamptz,                     -- the secret before this one signs too until then
    state               text        NOT NULL CHECK (state IN ('enabled', 'disabled', 'deleted')),
    url                 text        NOT NULL,
    events              text[]      NOT NULL,
    accounts            text[]                           -- null: all of the person's, later ones too
);

CREATE INDEX webhook_person ON webhook (person, id) WHERE state <> 'deleted';

GRANT SELECT, INSERT, UPDATE ON webhook TO {{role}};
