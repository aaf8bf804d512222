-- People who were erased: of the row nothing is left but its id, which the ledger's accounts belong to.
ALTER TABLE person
    ALTER COLUMN email_sealed DROP NOT NULL,
    ALTER COLUMN email_index DROP NOT NULL,
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT person_erased CHECK (
        CASE WHEN erased_at IS NULL THEN email_sealed IS NOT NULL AND email_index IS NOT NULL
        ELSE num_nonnulls(email_sealed, email_index, name_sealed, name_index, password) = 0 END);

GRANT UPDATE (erased_at, email_sealed, email_index, name_sealed, name_index) ON person TO {{role}};
GRANT DELETE ON api_key TO {{role}};
