import Payments
import Postgres

/// Drops some deliveries that ended long ago, the oldest first. Ids are in the order of time.
struct TrimDeliveries: Statement {
    /// Microseconds since the Unix epoch.
    let before: Int64

    static let sql = """
        DELETE FROM delivery WHERE id = ANY (ARRAY(
            SELECT id FROM delivery WHERE id < $1 AND state IN ('delivered', 'failed', 'dropped') AND updated_at < $2
            ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED))
        """

    func bind(_ p: inout Parameters) {
        let milliseconds = UInt64(max(before, 0) / 1_000)
        p.append(UUIDBits(high: milliseconds << 16, low: 0))
        p.append(Timestamptz(microseconds: before))
    }
}
