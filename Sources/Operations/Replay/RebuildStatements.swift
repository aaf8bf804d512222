import Kafka
import Postgres

struct LockRebuild: Statement {
    static let sql = "SELECT pg_try_advisory_lock(hashtextextended('giro.rebuild', 0))"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

/// Which replay the new schema was made by.
struct SchemaOfReplay: Statement {
    static let sql = """
        SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = 'payment_rebuild'
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

/// Cursors of the new schema, where each log begins.
struct MakeCursors: Statement {
    static let sql = """
        INSERT INTO payment_rebuild.cursor (topic, partition, next_offset, owner, cluster_id)
        SELECT part.*, 'rebuild', '' FROM unnest($1::text[], $2::int[], $3::bigint[]) AS part
        """
    let parts: [ReplayPlan.Part]

    func bind(_ p: inout Parameters) {
        p.append(parts.map(\.topic))
        p.append(parts.map(\.partition))
        p.append(parts.map(\.from))
    }
}

struct MoveCursors: Statement {
    static let sql = """
        UPDATE payment_rebuild.cursor AS c SET next_offset = greatest(c.next_offset, moved.next_offset)
        FROM unnest($1::text[], $2::int[], $3::bigint[]) AS moved (topic, partition, next_offset)
        WHERE c.topic = moved.topic AND c.partition = moved.partition
        """
    let positions: [TopicPartition: Int64]

    func bind(_ p: inout Parameters) {
        let sorted = positions.sorted { $0.key < $1.key }
        p.append(sorted.map(\.key.topic))
        p.append(sorted.map(\.key.partition))
        p.append(sorted.map(\.value))
    }
}

/// From the new cursors to the live ones.
struct RangesToRead: Statement {
    static let sql = """
        SELECT topic, partition, anew.next_offset, live.next_offset
        FROM payment_rebuild.cursor AS anew JOIN payment.cursor AS live USING (topic, partition)
        WHERE anew.next_offset < live.next_offset ORDER BY topic, partition
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LogRange {
        LogRange(
            partition: TopicPartition(topic: try row.string(0), partition: try row.int32(1)),
            from: try row.int64(2), to: try row.int64(3))
    }
}

/// The live worker's batches wait for these rows, which they lock in the same order.
struct HoldLiveLanes: Statement {
    static let sql = "SELECT lane FROM payment.cursor ORDER BY lane FOR UPDATE"
}

/// The new read side against the live one. Kept: of payments that the topics know less of than the live one does.
struct CompareReadSides: Statement {
    static let sql = """
        SELECT count(*) FILTER (WHERE r.id IS NOT NULL), count(*) FILTER (WHERE k.payment IS NOT NULL),
            count(*) FILTER (WHERE l.id IS NULL), count(*) FILTER (WHERE \(differs)),
            coalesce((array_agg(l.id || ': ' || l.state || ' becomes ' || r.state ORDER BY l.id)
                FILTER (WHERE \(differs)))[1:10], '{}')
        FROM payment.payment AS l FULL JOIN payment_rebuild.payment AS r ON r.id = l.id
        LEFT JOIN payment_rebuild.kept AS k ON k.payment = coalesce(l.id, r.id)
        """
    private static let differs = """
        k.payment IS NULL AND (l.state, l.kind, l.currency, l.payer, l.payee, l.amount_minor)
            <> (r.state, r.kind, r.currency, r.payer, r.payee, r.amount_minor)
            OR k.payment IS NULL AND l.id = r.id AND (l.reason, l.reference) IS DISTINCT FROM (r.reason, r.reference)
        """

    struct Row {
        let rebuilt: Int64
        let kept: Int64
        let added: Int64
        let changed: Int64
        let firstChanges: [String]
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            rebuilt: try row.int64(0), kept: try row.int64(1), added: try row.int64(2), changed: try row.int64(3),
            firstChanges: try row.array(4, of: String.self))
    }
}

enum RebuildScript {
    /// Payments of which the live side knows an event that the topics no longer tell of.
    static let findKept = """
        DROP TABLE IF EXISTS payment_rebuild.kept;
        CREATE TABLE payment_rebuild.kept AS
            SELECT payment FROM payment.payment_event AS l WHERE NOT EXISTS (
                SELECT FROM payment_rebuild.payment_event AS r WHERE r.payment = l.payment AND r.event = l.event)
            UNION SELECT id FROM payment.payment AS l WHERE NOT EXISTS (
                SELECT FROM payment_rebuild.payment AS r WHERE r.id = l.id);
        """

    /// Those payments as the live side has them; and who has been told, which only the live side knows.
    static let merge = """
        DELETE FROM payment_rebuild.payment WHERE id IN (SELECT payment FROM payment_rebuild.kept);
        DELETE FROM payment_rebuild.contradiction WHERE payment IN (SELECT payment FROM payment_rebuild.kept);
        INSERT INTO payment_rebuild.payment
            SELECT * FROM payment.payment WHERE id IN (SELECT payment FROM payment_rebuild.kept);
        INSERT INTO payment_rebuild.contradiction
            SELECT * FROM payment.contradiction WHERE payment IN (SELECT payment FROM payment_rebuild.kept);
        UPDATE payment_rebuild.payment AS r SET told = CASE WHEN l.told = 0 THEN 0 WHEN r.told = 0 THEN l.told
                ELSE r.told END
            FROM payment.payment AS l WHERE l.id = r.id AND (l.told = 0) <> (r.told = 0) AND r.final_at IS NOT NULL;
        """

    /// The new tables, and the view over them, become the live ones; the former stay aside until the next rebuild.
    static let swap: String = {
        var lines = ["DROP SCHEMA IF EXISTS payment_former CASCADE", "CREATE SCHEMA payment_former"]
        for table in ["payment", "payment_event", "contradiction"] {
            lines += [
                "ALTER TABLE payment.\(table) SET SCHEMA payment_former",
                "ALTER TABLE payment_rebuild.\(table) SET SCHEMA payment",
            ]
        }
        return (lines + ["DROP SCHEMA payment_rebuild CASCADE"]).joined(separator: ";\n")
    }()
}
