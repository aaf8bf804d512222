import Payments

/// Every worker's lanes, in the snapshot and in Kafka: the outbox's numbers, and how far all of them are.
struct LaneSurvey {
    private let snapshot: Snapshot
    private let view: KafkaView?
    private let owners: [SchemaOwner]
    private let grace: Duration

    /// The workers that the checks over several of them compare. Endpoints are told after the fact: how far that is
    /// says nothing about the books, so a backlog of it keeps nothing from being judged.
    private static let compared: Set = ["wallet", "billing", "payment", "notification"]

    init(_ snapshot: Snapshot, _ view: KafkaView?, _ owners: [SchemaOwner], grace: Duration) {
        self.snapshot = snapshot
        self.view = view
        self.owners = owners
        self.grace = grace
    }

    /// Checks the outboxes and finds the horizon.
    func run(_ findings: inout AuditFindings) throws(OperationError) -> Horizon {
        var oldest: [Timestamp] = []
        var obstacle: String?
        var isIdle = true
        for owner in owners {
            let rows = try snapshot.query(ReadLanes(), of: owner.name)
            let lanes = try view?.lanes(of: owner.name, rows) ?? [:]
            try checkNumbers(owner.name, lanes, &findings)
            guard Self.compared.contains(owner.name) else { continue }
            obstacle = obstacle ?? self.obstacle(owner, rows, lanes)
            for row in rows {
                let standing = LaneStanding(row, kafka: lanes[row.lane], clusterID: view?.clusterID)
                if let unread = standing.oldestUnreadAt { oldest.append(unread.timestamp) }
                isIdle = isIdle && standing.isIdle
            }
            if let unpublished = try oldestUnpublished(owner.name, rows, lanes) { oldest.append(unpublished) }
        }
        if view == nil { return .unknown("Kafka was not asked, so nobody can tell what is still on its way") }
        if let obstacle { return .unknown(obstacle) }
        if isIdle { return .everything }
        // A message is published a little after what it tells of was done.
        let limit = (oldest.min() ?? .now()).microseconds - grace.components.seconds * 1_000_000
        return .before(Timestamp(microseconds: limit))
    }

    private func checkNumbers(
        _ worker: String, _ lanes: [Int32: KafkaView.Lane], _ findings: inout AuditFindings
    ) throws(OperationError) {
        for row in try snapshot.query(OutboxNumbers(), of: worker) {
            let place = row.topic.map { "\($0)/\(row.partition ?? 0)" } ?? "lane \(row.lane)"
            for problem in row.problems(published: lanes[row.lane]?.publishedSeq) {
                findings.add(.outboxNumbers, "\(worker) \(place)", problem)
            }
        }
    }

    /// Why a worker's progress cannot be known.
    private func obstacle(_ owner: SchemaOwner, _ rows: [LaneRow], _ lanes: [Int32: KafkaView.Lane]) -> String? {
        if let halted = rows.first(where: { $0.halted != nil }) {
            return "lane \(halted.partition) of \(owner.name) is halted"
        }
        guard let view else { return nil }
        if rows.contains(where: { lanes[$0.lane] == nil }) {
            return "lanes of \(owner.name) belong to another Kafka cluster than the one that was asked"
        }
        let known = Set(rows.map(\.partition))
        for topic in view.topics where owner.inputs.contains(topic.name) {
            for partition in 0..<topic.partitions where !known.contains(.init(topic: topic.name, partition: partition))
            {
                return "\(owner.name) has never read \(topic.name)/\(partition)"
            }
        }
        return nil
    }

    private func oldestUnpublished(
        _ worker: String, _ rows: [LaneRow], _ lanes: [Int32: KafkaView.Lane]
    ) throws(OperationError) -> Timestamp? {
        let published = rows.map { max(lanes[$0.lane]?.publishedSeq ?? 0, $0.publishedSeq) }
        let statement = OldestUnpublished(lanes: rows.map(\.lane), published: published)
        return try snapshot.query(statement, of: worker).first?.map(\.timestamp) ?? nil
    }
}
