import Kafka
import Logging
import Postgres

/// What is done beside the batches: connections, trimming, reading calls that did not fit, saying what went wrong.
extension Engine {
    func openDatabase() throws(PostgresError) -> Connection {
        if let database, database.isUsable { return database }
        database = nil
        let opened = try Connection.open(configuration.database)
        database = opened
        return opened
    }

    func tend() {
        reclaimMissing()
        obey()
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

    private func trim() throws(PostgresError) {
        let before = Timestamptz(microseconds: currentMicroseconds() - configuration.outboxRetentionSeconds * 1_000_000)
        let connection = try openDatabase()
        for lane in lanes.values {
            let published = publisher.publishedSeq(lane: lane.id)
            _ = try connection.query(TrimOutbox(lane: lane.id, publishedSeq: published, before: before, limit: 20_000))
        }
    }

    /// Leaves in the cursors what is known as published, for the day Kafka has forgotten it.
    func recordPublished() {
        guard let database, database.isUsable, !lanes.isEmpty else { return }
        do {
            for lane in lanes.values {
                let published = publisher.publishedSeq(lane: lane.id)
                _ = try database.query(RecordPublished(lane: lane.id, epoch: lane.epoch, publishedSeq: published))
            }
        } catch { note(error, "the published position could not be recorded") }
    }

    func note(_ error: any Error, _ sentence: String) {
        let code = ErrorCode.of(error)
        control.note { $0.lastError = code }
        lastFault = (code, currentMicroseconds())
        logger.warning("\(sentence)", metadata: ["code": "\(code)", "error": "\(ErrorCode.sentence(error))"])
    }
}
