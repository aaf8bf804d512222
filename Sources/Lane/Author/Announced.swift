/// Which of two announcements about one thing is the newer one, for tables that keep the newest.
///
/// Offsets count within one log only: a new cluster, or a topic that was deleted and made again, counts from zero. So a
/// row says of which log its offset is, as the cursor of that lane names it: the cluster, and the cursor's era. Between
/// two logs the messages' times decide, and of equal times the one that is handled later (docs/decisions/0031).
///
/// The table has the columns `source_partition`, `source_offset`, `source_cluster` and `source_era`.
public enum Announced {
    /// The two columns `source_cluster` and `source_era` for a select list.
    ///
    /// - Parameters:
    ///   - topic: an SQL expression, the announcements' topic.
    ///   - partition: an SQL expression, the partition that one of them stands in.
    public static func log(topic: String, partition: String) -> String {
        let cursor = "FROM cursor WHERE cursor.topic = \(topic) AND cursor.partition = \(partition)"
        return "(SELECT cluster_id \(cursor)), (SELECT era \(cursor))"
    }

    /// Whether the row `excluded` of an upsert is newer than the one that is stored.
    ///
    /// A row from before the log was kept, and one whose cursor got another era, may well be of the same log: a higher
    /// offset is newer there too.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - at: the column that has the message's time.
    public static func isNewer(than table: String, at: String) -> String {
        func same(_ column: String) -> String { "\(table).\(column) IS NOT DISTINCT FROM excluded.\(column)" }
        let isHigher = "\(table).source_offset < excluded.source_offset"
        return """
            CASE WHEN \(same("source_cluster")) AND \(same("source_era")) AND \(same("source_partition"))
                THEN \(isHigher)
                ELSE \(table).\(at) <= excluded.\(at)
                    OR \(isHigher) AND \(same("source_partition"))
                        AND coalesce(\(table).source_cluster = excluded.source_cluster, true)
                END
            """
    }
}

extension Origin {
    /// Of two messages that one process has just read: later in one partition, or of a later time in two.
    public func isNewer(than other: Origin) -> Bool {
        topic == other.topic && partition == other.partition ? offset > other.offset : timestamp > other.timestamp
    }

    /// The message's time, but not later than now: a producer whose clock is ahead must not win for years.
    public func time(notAfter now: Int64) -> Int64 { min(timestamp, now) }
}
