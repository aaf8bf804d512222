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
                release()
                attemptKafka("unassign") { () throws(KafkaError) in try consumer.unassign() }
                assignment = nil
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
        recordPublished()
        dropLanes()
    }

    /// The group has thrown this member out: the lanes are another's already.
    func loseAllLanes() {
        logger.warning("the group gave this member's lanes away")
        agenda = []
        dropLanes()
    }

    private func dropLanes() {
        publisher.discard()
        desk.removeAll(lanes: Set(partitions.keys))
        lanes = [:]
        partitions = [:]
        noteLanes()
    }

    private func takeOverAssignment() {
        guard var pending = assignment, monotonicMilliseconds() >= pending.notBefore else { return }
        do {
            let positions = try takeOver(pending.partitions)
            try consumer.assign(positions)
            isPaused = false
            assignment = nil
            CrashPoint.pass(.takenOver)
            noteLanes()
        } catch {
            note(error, "lanes could not be taken over yet")
            dropLanes()
            pending.notBefore = monotonicMilliseconds() + pending.backoff.next()
            assignment = pending
            sleep(milliseconds: 10)
        }
    }

    func noteLanes() {
        metrics.owns(lanes: lanes.count)
        let names = lanes.keys.sorted().map(\.description)
        let halted = lanes.values.compactMap { lane in lane.halted.map { (lane.partition.description, $0) } }
        control.note { progress in
            progress.lanes = names
            progress.halted = Dictionary(halted, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A Kafka call whose failure changes nothing but is worth saying.
    func attemptKafka(_ operation: String, _ body: () throws(KafkaError) -> Void) {
        do { try body() } catch { note(error, "\(operation) failed") }
    }
}
