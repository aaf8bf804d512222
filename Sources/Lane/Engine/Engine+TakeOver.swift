import Kafka
import Logging
import Postgres

/// Taking lanes over: where the database stands, what Kafka knows as published, and everything between is published
/// again.
extension Engine {
    /// - Returns: where to read on. Halted lanes are left out.
    func takeOver(_ partitions: [TopicPartition]) throws -> [Position] {
        guard !partitions.isEmpty else { return [] }
        let cluster = try currentCluster()
        let committed = try consumer.committed(partitions, timeoutMilliseconds: 10_000)
        let published = Dictionary(
            committed.compactMap { position in
                position.metadata.flatMap(PublishedMark.init).map { (position.partition, $0) }
            }, uniquingKeysWith: { first, _ in first })
        let ends = try logEnds(of: partitions)

        control.beat()
        let connection = try openDatabase()
        let rows = try connection.query(
            TakeLanes(
                topics: partitions.map(\.topic), partitions: partitions.map(\.partition),
                firstOffsets: partitions.map { ends[$0]?.low ?? 0 }, owner: configuration.instance, clusterID: cluster,
                run: runID))

        for row in rows {
            let partition = TopicPartition(topic: row.topic, partition: row.partition)
            var lane = LaneState(
                id: row.lane, partition: partition, era: row.era, epoch: row.epoch, nextOffset: row.nextOffset,
                lastSeq: row.lastSeq)
            let end = ends[partition] ?? (low: 0, high: 0)
            var publishedSeq = row.publishedSeq
            if row.clusterID != cluster {
                publishedSeq = try move(&lane, to: cluster, from: row, firstOffset: end.low)
            } else {
                if let mark = published[partition], mark.era == row.era {
                    publishedSeq = max(publishedSeq, mark.seq)
                } else if row.lastSeq > row.publishedSeq {
                    logger.warning(
                        "the group's position is gone; publishing resumes from what the cursor last saw",
                        metadata: ["lane": "\(partition)", "published": "\(row.publishedSeq)"])
                }
                try halt(&lane, ifOutside: end)
            }
            if publishedSeq > row.lastSeq {
                logger.error(
                    "the database is older than Kafka: restored from a backup? what is applied now is published again",
                    metadata: ["lane": "\(partition)", "published": "\(publishedSeq)", "outbox": "\(row.lastSeq)"])
                publishedSeq = row.lastSeq
                // The mark in Kafka speaks of rows that are decided anew: it must never count again.
                lane.era = try renewEra(of: lane)
            }
            lanes[partition] = lane
            self.partitions[lane.id] = partition
            publisher.adopt(lane: lane.id, publishedSeq: publishedSeq)
            try publishAgain(lane, after: publishedSeq)
        }
        try readSuspects(of: rows)
        try reloadCalls(lanes: rows.map(\.lane))
        return lanes.values.filter { $0.halted == nil }.map { Position(partition: $0.partition, offset: $0.nextOffset) }
    }

    private func renewEra(of lane: LaneState) throws(PostgresError) -> String {
        try openDatabase().query(RenewEra(lane: lane.id)).first ?? lane.era
    }

    private func currentCluster() throws(KafkaError) -> String {
        if let clusterID { return clusterID }
        guard let found = consumer.clusterID(timeoutMilliseconds: 5_000) else {
            throw KafkaError(
                code: "_timed_out", severity: .transient, operation: "cluster_id",
                reason: "no broker told its cluster's id")
        }
        clusterID = found
        return found
    }

    private func logEnds(
        of partitions: [TopicPartition]
    ) throws(KafkaError) -> [TopicPartition: (low: Int64, high: Int64)] {
        var ends: [TopicPartition: (low: Int64, high: Int64)] = [:]
        for partition in partitions {
            control.beat()
            ends[partition] = try consumer.watermarks(of: partition, timeoutMilliseconds: 5_000)
        }
        return ends
    }

    /// The lane's cursor belongs to another cluster's log: begin at the new log's first offset, publish what is due.
    private func move(
        _ lane: inout LaneState, to cluster: String, from row: TakeLanes.Row, firstOffset: Int64
    ) throws(PostgresError) -> Int64 {
        logger.warning(
            "a new Kafka cluster: the lane begins at its log's start",
            metadata: [
                "lane": "\(lane.partition)", "was": "\(row.clusterID)", "is": "\(cluster)", "offset": "\(firstOffset)",
                "mode": "\(configuration.clusterChange.rawValue)",
            ])
        let publishedSeq = publishedOnANewCluster(row)
        _ = try openDatabase().query(
            MoveLane(lane: lane.id, nextOffset: firstOffset, clusterID: cluster, publishedSeq: publishedSeq))
        lane.nextOffset = firstOffset
        return publishedSeq
    }

    private func publishedOnANewCluster(_ row: TakeLanes.Row) -> Int64 {
        switch configuration.clusterChange {
        case .unpublished: return row.publishedSeq
        case .retained:
            let (first, overflow) = row.lastSeq.subtractingReportingOverflow(configuration.republishRows)
            return overflow ? 0 : max(0, min(first, row.publishedSeq))
        }
    }

    private func halt(_ lane: inout LaneState, ifOutside end: (low: Int64, high: Int64)) throws(PostgresError) {
        if (end.low...max(end.low, end.high)).contains(lane.nextOffset) { return }
        try halt(
            &lane, reason: "cursor_out_of_log: next offset \(lane.nextOffset), the log has \(end.low) to \(end.high)")
    }

    /// Stops one lane until an operator chooses. The others go on.
    func halt(_ lane: inout LaneState, reason: String) throws(PostgresError) {
        lane.halted = reason
        logger.critical("a lane is halted", metadata: ["lane": "\(lane.partition)", "reason": "\(reason)"])
        _ = try openDatabase().query(HaltLane(lane: lane.id, reason: reason))
    }

    /// Hands the publisher every outbox row after `publishedSeq`, a page at a time, as there is room.
    private func publishAgain(_ lane: LaneState, after publishedSeq: Int64) throws {
        var seq = publishedSeq
        while seq < lane.lastSeq {
            while !publisher.hasRoom {
                control.beat()
                if control.isStopping || publisher.takeLostGroup() { throw TakeOverInterrupted() }
                sleep(milliseconds: 5)
            }
            control.beat()
            let rows = try openDatabase().query(ReadOutbox(lane: lane.id, after: seq, limit: 2_000))
            guard let last = rows.last else { break }
            seq = last.seq
            let position = LanePosition(
                lane: lane.id, partition: lane.partition, era: lane.era, nextOffset: lane.nextOffset, lastSeq: seq)
            publisher.enqueue(PublishJob(rows: rows, positions: [position]))
        }
    }

    func reloadCalls(lanes: [Int32]) throws(PostgresError) {
        let room = max(configuration.callsInMemory - desk.count, 0)
        let rows = try openDatabase().query(ReadCalls(lanes: lanes, limit: Int32(room)))
        desk.reload(rows, lanes: lanes, limit: room)
    }
}

/// The process is to stop, or the group has moved on, in the middle of a take-over.
struct TakeOverInterrupted: Error {}
