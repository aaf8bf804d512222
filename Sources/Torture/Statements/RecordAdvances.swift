import Postgres

/// Writes down, with every commit that moves a cursor, whose commit it was and what came with it: a trigger of the
/// run's own, which speaks at the end of the transaction and goes with it when it is rolled back. As administrator.
struct RecordAdvances {
    let workers: [String]

    var script: String {
        workers.reduce(Self.recorder) { script, worker in
            script + """
                CREATE CONSTRAINT TRIGGER torture_advance AFTER UPDATE ON \(worker).cursor
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                    WHEN (OLD.next_offset <> NEW.next_offset OR OLD.last_seq <> NEW.last_seq)
                    EXECUTE FUNCTION torture.record_advance();

                """
        }
    }

    /// The name that a session goes by is its process's: see `Fleet`.
    private static let recorder = """
        CREATE SCHEMA torture;
        CREATE TABLE torture.advance (
            worker text, lane int, owner text, session text, from_offset bigint, to_offset bigint, from_seq bigint,
            to_seq bigint, outbox_rows bigint
        );
        CREATE FUNCTION torture.record_advance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        DECLARE
            outbox_rows bigint;
        BEGIN
            EXECUTE format(
                'SELECT count(*) FROM %I.outbox WHERE lane = $1 AND seq > $2 AND seq <= $3', TG_TABLE_SCHEMA)
                INTO outbox_rows USING NEW.lane, OLD.last_seq, NEW.last_seq;
            INSERT INTO torture.advance VALUES (
                TG_TABLE_SCHEMA, NEW.lane, NEW.owner, current_setting('application_name'), OLD.next_offset,
                NEW.next_offset, OLD.last_seq, NEW.last_seq, outbox_rows);
            RETURN NULL;
        END $$;

        """
}

/// Everything that was written down.
struct ReadAdvances: Statement {
    static let sql = """
        SELECT worker, lane, owner, session, from_offset, to_offset, from_seq, to_seq, outbox_rows FROM torture.advance
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> History.Advance {
        History.Advance(
            worker: try row.string(0), lane: try row.int32(1), owner: try row.string(2), session: try row.string(3),
            fromOffset: try row.int64(4), toOffset: try row.int64(5), fromSeq: try row.int64(6),
            toSeq: try row.int64(7), outboxRows: try row.int64(8))
    }
}
