-- The address book. The only place of this schema with personal data: what is kept here is what contact.updated said
-- last.
CREATE TABLE contact (
    account          text        COLLATE "C" PRIMARY KEY,
    email            text,                       -- null: the contact was taken back
    name             text,
    locale           text,
    source_partition integer     NOT NULL,       -- where the message stands that said so:
    source_offset    bigint      NOT NULL,       -- an older one never replaces a newer
    at               timestamptz NOT NULL
);

-- What was sent, to whom as an account, never to which address.
CREATE TABLE mail (
    payment    uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    attempts   integer     NOT NULL,
    kind       text        COLLATE "C" NOT NULL, -- payment_settled, payment_received, ...
    recipient  text        COLLATE "C" NOT NULL, -- an account
    state      text        NOT NULL CHECK (state IN ('queued', 'sent', 'no_address', 'undeliverable', 'failed')),
    code       text,                             -- why it is not sent: of the last attempt
    PRIMARY KEY (payment, kind, recipient)
) WITH (fillfactor = 85);

GRANT SELECT, INSERT, UPDATE ON contact TO {{role}};
GRANT SELECT, INSERT, UPDATE ON mail TO {{role}};
