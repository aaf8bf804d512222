import Kafka
import Logging

/// Partitions that the group gave this process and that are not taken over yet.
struct PendingAssignment {
    let partitions: [TopicPartition]
    var backoff = Backoff(firstMilliseconds: 50, limitMilliseconds: 2_000)
    var notBefore: Int64 = 0
}

extension Engine {
    /// Answers the group: first gives lanes back, then takes new ones over.
    func answerRebalance() {
        while let rebalance = consumer.takeRebalance() {
            switch rebalance {
            case .revoked:
                metrics.lost["revoked"].increment(by: lanes.count)
                control.note { $0.hasAssignment = false }
                release()
                attemptKafka("unassign") { () throws(KafkaError) in try consumer.unassign() }
                assignment = nil
                assigned = []
            case .assigned(let partitions):
                assignment = PendingAssignment(partitions: partitions)
            }
        }
        takeOverAssignment()
    }

    /// Lets go of every lane: what is being published is finished first, as long as that may take.
    private func release() {
        agenda = []
        if !publisher.drain(milliseconds: configuration.drainMilliseconds) {
            logger.warning("lanes given back with messages unpublished; their next owner publishes them")
        }
        recordRelease()
        dropLanes()
    }

    /// The group has thrown this member out: the lanes are another's already.
    func loseAllLanes() {
        logger.warning("the group gave this member's lanes away")
        metrics.lost["fenced"].increment(by: lanes.count)
        control.note { $0.hasAssignment = false }
        agenda = []
        recordRelease()
        dropLanes()
    }

    private func dropLanes() {
        publisher.discard()
        desk.removeAll(lanes: Set(partitions.keys))
        forgetSuspects()
        lanes = [:]
        partitions = [:]
        noteLanes()
    }

    private func takeOverAssignment() {
        guard var pending = assignment, monotonicMilliseconds() >= pending.notBefore else { return }
        do {
            try readOrders()
            let positions = try takeOver(pending.partitions)
            try consumer.assign(positions)
            // librdkafka keeps a partition paused over assignments.
            try consumer.resume(positions.map(\.partition))
            holdPausedLanes()
            isPaused = false
            assigned = pending.partitions
            missingSince = nil
            assignment = nil
            metrics.takeOvers.increment(by: lanes.count)
            control.note { $0.hasAssignment = true }
            CrashPoint.pass(.takenOver)
            obeyAt = 0
            reportAt = 0
            noteLanes()
        } catch {
            note(error, "lanes could not be taken over yet")
            dropLanes()
            pending.notBefore = monotonicMilliseconds() + pending.backoff.next()
            assignment = pending
            sleep(milliseconds: 10)
        }
    }

    /// A lane that the group still counts as this process's and that was lost to another owner: either the group's word
    /// of it is on its way, or the other has gone. After a while it is taken again, and the epoch decides.
    func reclaimMissing() {
        guard assignment == nil, assigned.contains(where: { lanes[$0] == nil }) else {
            missingSince = nil
            return
        }
        let now = monotonicMilliseconds()
        let since = missingSince ?? now
        missingSince = since
        guard now - since >= Self.reclaimMilliseconds else { return }
        logger.warning("lanes were lost and the group has not moved them; taking them again")
        release()
        assignment = PendingAssignment(partitions: assigned)
    }

    /// Longer than it takes the group to notice a member that is gone.
    private static var reclaimMilliseconds: Int64 { 20_000 }

    func noteLanes() {
        let names = lanes.keys.sorted().map(\.description)
        let paused = orders.sentences
        let halted = lanes.values.compactMap { lane in lane.halted.map { (lane.partition.description, $0) } }
        metrics.ownedLanes.record(lanes.count)
        metrics.haltedLanes.record(halted.count)
        control.note { progress in
            progress.lanes = names
            progress.paused = paused
            progress.halted = Dictionary(halted, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A Kafka call whose failure changes nothing but is worth saying.
    func attemptKafka(_ operation: String, _ body: () throws(KafkaError) -> Void) {
        do { try body() } catch { note(error, "\(operation) failed") }
    }
}
