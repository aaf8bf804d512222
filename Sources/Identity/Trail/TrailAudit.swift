import Payments
import Postgres

/// Goes through a schema's trail from its first line to its last. Needs no keys.
public struct TrailAudit {
    /// What is wrong first.
    public struct Break: Sendable, Equatable {
        public enum Reason: String, Sendable {
            /// A number has no link.
            case linkMissing = "link_missing"
            /// A link has no line.
            case lineMissing = "line_missing"
            /// Line, order or hash is another one than was linked.
            case changed
            /// Lines have no link and do not wait for one.
            case unlinked
            /// Lines wait for their links for more than an hour.
            case notLinkedYet = "not_linked_yet"
        }

        /// The link's number; nil when it is about lines without one.
        public let number: Int64?
        public let reason: Reason
    }

    public struct Finding: Sendable {
        /// Links that hold.
        public internal(set) var links: Int64 = 0
        public internal(set) var pending: Int64 = 0
        public internal(set) var head = TrailEntry.genesis
        public internal(set) var firstBreak: Break?
        /// The number of the link whose hash was asked for.
        public internal(set) var numberOfAskedHash: Int64?
    }

    private static let page: Int64 = 5_000

    /// - Parameters:
    ///   - connection: with the schema in its search path; reading is enough.
    ///   - hash: an earlier head.
    public static func run(on connection: Connection, lookingFor hash: [UInt8]? = nil) throws(PostgresError) -> Finding
    {
        let transaction = try connection.begin(.snapshot)
        defer { transaction.rollback() }
        var finding = Finding()
        while true {
            let links = try transaction.query(ReadLinks(after: finding.links, limit: page))
            for link in links {
                guard let reason = fault(of: link, finding) else {
                    finding.links = link.number
                    finding.head = link.hash
                    if link.hash == hash { finding.numberOfAskedHash = link.number }
                    continue
                }
                finding.firstBreak = Break(number: finding.links + 1, reason: reason)
                return finding
            }
            if links.count < page { break }
        }
        let loose = try transaction.query(CountLoose())[0]
        finding.pending = loose.pending
        if loose.unlinked > 0 { finding.firstBreak = Break(number: nil, reason: .unlinked) }
        if loose.isLate { finding.firstBreak = finding.firstBreak ?? Break(number: nil, reason: .notLinkedYet) }
        return finding
    }

    private static func fault(of link: ReadLinks.Row, _ finding: Finding) -> Break.Reason? {
        guard link.number == finding.links + 1 else { return .linkMissing }
        guard let entry = link.entry else { return .lineMissing }
        return entry.hash(number: link.number, after: finding.head) == link.hash ? nil : .changed
    }
}

private struct ReadLinks: Statement {
    let after: Int64
    let limit: Int64

    struct Row {
        let number: Int64
        let hash: [UInt8]
        let entry: TrailEntry?
    }

    static let sql = """
        SELECT l.number, l.hash, \(TrailEntry.columns) FROM trail_link AS l LEFT JOIN trail_entry AS e ON e.id = l.entry
        WHERE l.number > $1 ORDER BY l.number LIMIT $2
        """

    func bind(_ p: inout Parameters) {
        p.append(after)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let hasEntry = try row.optional(2, as: Identifier.self) != nil
        return Row(
            number: try row.int64(0), hash: try row.bytes(1), entry: hasEntry ? try TrailEntry(row, from: 2) : nil)
    }
}

/// Lines that no link is for.
private struct CountLoose: Statement {
    static let sql = """
        SELECT count(*) FILTER (WHERE p.entry IS NULL), count(p.entry),
            coalesce(bool_or(e.at < now() - interval '1 hour') FILTER (WHERE p.entry IS NOT NULL), false)
        FROM trail_entry AS e LEFT JOIN trail_link AS l ON l.entry = e.id
        LEFT JOIN trail_pending AS p ON p.entry = e.id WHERE l.entry IS NULL
        """

    static func decode(
        _ row: borrowing RowReader
    ) throws(PostgresError) -> (unlinked: Int64, pending: Int64, isLate: Bool) {
        (try row.int64(0), try row.int64(1), try row.bool(2))
    }
}
