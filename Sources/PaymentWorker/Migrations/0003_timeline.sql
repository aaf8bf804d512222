-- The timeline in the payment's own row, which every event writes anyway: a row and an index entry for each event cost
-- the database more than all else that is done with it.
--
-- `heard` has 21 bytes for each event, in the order of the events' numbers, in network order: the number (1), the
-- message's partition (4) and offset (8), its time in microseconds since the Unix epoch (8). It is the first message
-- that told of the event.
ALTER TABLE payment ADD COLUMN heard bytea NOT NULL DEFAULT '' CHECK (octet_length(heard) % 21 = 0);

UPDATE payment SET heard = (
    SELECT string_agg(
        set_byte('\x00', 0, number::int) || int4send(partition) || int8send(message_offset)
            || int8send((extract(epoch FROM at) * 1000000)::bigint), '' ORDER BY number)
    FROM payment_event
    JOIN unnest(ARRAY['requested', 'debited', 'paid', 'failed', 'settled', 'refunded', 'suspended', 'rejected'])
        WITH ORDINALITY AS numbered (name, number) ON name = event
    WHERE payment_event.payment = payment.id
) WHERE id IN (SELECT payment FROM payment_event);

DROP TABLE payment_event;

-- The timeline as rows, one for each event.
CREATE VIEW payment_event AS
SELECT id AS payment, timestamptz 'epoch' + ('x' || substr(hex, 27))::bit(64)::bigint * interval '1 microsecond' AS at,
    ('x' || substr(hex, 11, 16))::bit(64)::bigint AS message_offset, ('x' || substr(hex, 3, 8))::bit(32)::int AS partition,
    (ARRAY['requested', 'debited', 'paid', 'failed', 'settled', 'refunded', 'suspended', 'rejected'])[number] AS event,
    (ARRAY['payment.requested', 'wallet.debited', 'bill.paid', 'bill.failed', 'wallet.credited', 'wallet.credited',
        'wallet.credited', 'payment.rejected'])[number] AS topic
FROM payment
CROSS JOIN LATERAL generate_series(0, octet_length(heard) - 21, 21) AS start
CROSS JOIN LATERAL (SELECT encode(substring(heard FROM start + 1 FOR 21), 'hex'), get_byte(heard, start))
    AS entry (hex, number);

-- Fails a transaction, as something worth repeating, when fewer rows were written than the worker has locked. SQLSTATE
-- 40001 is serialization_failure.
CREATE FUNCTION require_all(written bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF written <> expected THEN
        RAISE EXCEPTION 'wrote % of % rows', written, expected USING ERRCODE = '40001';
    END IF;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION require_all FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_all TO {{role}};
GRANT SELECT ON payment_event TO {{role}};
