import Kafka
import Logging
import Postgres

/// What is done beside the batches: connections, trimming, reading calls that did not fit, saying what went wrong.
extension Engine {
    func openDatabase() throws(PostgresError) -> Connection {
        if let database, database.isUsable { return database }
        database = nil
        let opened = try Connection.open(configuration.database.forLookups)
        database = opened
        control.note { $0.isDatabaseUp = true }
        return opened
    }

    func tend() {
        reclaimMissing()
        obey()
        measure()
        lookAside()
        do {
            if desk.wantsReload { try reloadCalls(lanes: Array(desk.overflowed)) }
            let now = monotonicMilliseconds()
            if now >= trimAt, !lanes.isEmpty {
                trimAt = now + configuration.trimSeconds * 1_000
                try trim()
                CrashPoint.pass(.trimmed)
            }
        } catch {
            note(error, "housekeeping failed")
        }
    }

    /// Drops what is published and past its retention, a bounded piece of each lane at a time.
    private func trim() throws(PostgresError) {
        let before = Timestamptz(microseconds: currentMicroseconds() - configuration.outboxRetentionSeconds * 1_000_000)
        let transaction = try openDatabase().begin()
        do {
            try transaction.send(ReadInIndexOrder())
            let known = Array(lanes.values)
            let oldest = OldestOutboxRows(lanes: known.map(\.id), after: known.map(\.trimmedSeq))
            let due = try transaction.query(oldest).filter { $0.at.microseconds < before.microseconds }
            var replies: [(TopicPartition, Reply<TrimOutbox>)] = []
            for case let lane? in due.map({ partitions[$0.lane].flatMap { lanes[$0] } }) {
                let trim = TrimOutbox(
                    lane: lane.id, after: lane.trimmedSeq, publishedSeq: publisher.publishedSeq(lane: lane.id),
                    before: before, limit: Self.trimmedAtOnce)
                replies.append((lane.partition, try transaction.send(trim)))
            }
            let gone = try replies.map { partition, reply throws(PostgresError) in (partition, try reply.rows().first) }
            try transaction.commit()
            for case (let partition, let seq?) in gone { lanes[partition]?.trimmedSeq = seq }
        } catch {
            transaction.rollback()
            throw error
        }
    }

    /// Rows of a lane: some tens of milliseconds in which the worker does nothing else.
    private static var trimmedAtOnce: Int32 { 5_000 }

    /// Writes into the cursors that this owner leaves with a word, and what is known as published, for the day Kafka
    /// has forgotten it.
    func recordRelease() {
        guard let database, database.isUsable, !lanes.isEmpty else { return }
        let left = lanes.values.sorted { $0.id < $1.id }
        do {
            _ = try database.query(
                ReleaseLanes(
                    lanes: left.map(\.id), epochs: left.map(\.epoch),
                    publishedSeqs: left.map { publisher.publishedSeq(lane: $0.id) }))
        } catch { note(error, "the lanes' release could not be recorded") }
    }

    func note(_ error: any Error, _ sentence: String) {
        let code = ErrorCode.of(error)
        lastFault = (code, currentMicroseconds())
        let isDatabaseLost = error is PostgresError && database?.isUsable != true
        control.note { progress in
            progress.lastError = code
            if isDatabaseLost { progress.isDatabaseUp = false }
        }
        logger.warning("\(sentence)", metadata: ["code": "\(code)", "error": "\(ErrorCode.sentence(error))"])
    }
}
