-- Where businesses want to be told of their payments, as webhook.updated said last. No secret is here: each is derived
-- from the root secret, the endpoint's id and the generation.
CREATE TABLE endpoint (
    id                  uuid        PRIMARY KEY,
    version             bigint      NOT NULL,        -- of the announcement: an older one never replaces a newer
    generation          integer     NOT NULL,        -- of the secret
    trial               integer     NOT NULL,        -- how often the owner has enabled it
    former_secret_until timestamptz,                 -- the secret before this one signs too until then
    failing_since       timestamptz,                 -- nothing but failures since then
    disabled_at         timestamptz,                 -- given up by the worker, until the owner enables it again
    disabled_why        text        CHECK (disabled_why IN ('failing', 'gone')),
    state               text        NOT NULL CHECK (state IN ('enabled', 'disabled', 'deleted')),
    url                 text        NOT NULL,
    events              text[]      NOT NULL,
    CONSTRAINT endpoint_disabled CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
) WITH (fillfactor = 70);

-- Whose payments an endpoint is told of. Rows of an older version than the endpoint's count no more.
CREATE TABLE endpoint_account (
    account  text COLLATE "C" NOT NULL,
    endpoint uuid   NOT NULL,
    version  bigint NOT NULL,
    PRIMARY KEY (account, endpoint)
);

-- What an endpoint is to be told, each (endpoint, payment, event) once. The id is the message's webhook-id, the same for
-- every attempt. All rows of an endpoint are written under the endpoint's row lock, so the events of a payment stay in
-- order whichever lanes they come on.
CREATE TABLE delivery (
    id         uuid        PRIMARY KEY,              -- version 7: the order in which they were noted
    endpoint   uuid        NOT NULL,
    payment    uuid,                                 -- null: a ping
    created_at timestamptz NOT NULL,
    since      timestamptz NOT NULL,                 -- when it was asked for, or asked for again
    updated_at timestamptz NOT NULL,
    next_at    timestamptz,                          -- of the next attempt
    attempts   integer     NOT NULL DEFAULT 0,
    place      smallint    NOT NULL,                 -- in the payment's life: a lower one goes first
    status     smallint,                             -- what the endpoint answered last
    event      text COLLATE "C" NOT NULL,            -- payment.settled, ...
    state      text        NOT NULL CHECK (state IN ('waiting', 'queued', 'delivered', 'failed', 'dropped')),
    code       text,                                 -- why it is not delivered: of the last attempt
    body       bytea       NOT NULL,
    UNIQUE (payment, endpoint, event)
) WITH (fillfactor = 70);

-- What an owner is shown, the latest first.
CREATE INDEX delivery_endpoint ON delivery (endpoint, id);

GRANT SELECT, INSERT, UPDATE ON endpoint, endpoint_account TO {{role}};
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery TO {{role}};
