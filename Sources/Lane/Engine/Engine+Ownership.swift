import Kafka
import Logging
import Postgres

/// Whether this process still is the owner of what it is working on.
extension Engine {
    enum Loss {
        /// A newer owner has taken the lane: this process is a zombie.
        case taken
        /// The lane is this process's, but stands elsewhere: a commit whose answer got lost did happen.
        case movedOn
    }

    func lostLanes(_ owned: [Int32: LaneState], cursors: [LockLanes.Row]) -> [Int32: Loss] {
        let found = Dictionary(cursors.map { ($0.lane, $0) }, uniquingKeysWith: { first, _ in first })
        var lost: [Int32: Loss] = [:]
        for (id, lane) in owned {
            guard let cursor = found[id], cursor.epoch == lane.epoch else {
                lost[id] = .taken
                continue
            }
            if cursor.nextOffset != lane.nextOffset || cursor.lastSeq != lane.lastSeq { lost[id] = .movedOn }
        }
        return lost
    }

    /// Gives zombie lanes up and reads the others' state again; the rest of the batch goes back on the agenda.
    func giveUp(_ lost: [Int32: Loss], keeping work: BatchWork) throws {
        var again: [TopicPartition] = []
        for (id, loss) in lost {
            guard let partition = partitions[id] else { continue }
            logger.warning(
                "a lane is not where this process left it", metadata: ["lane": "\(partition)", "loss": "\(loss)"])
            switch loss {
            case .taken:
                metrics.lost["taken"].increment()
                lanes[partition] = nil
                partitions[id] = nil
                desk.removeAll(lanes: [id])
                suspects.removeAll(lanes: [id])
                attemptKafka("pause") { () throws(KafkaError) in try consumer.pause([partition]) }
            case .movedOn:
                again.append(partition)
            }
        }
        if !again.isEmpty {
            // What was committed unseen is in the outbox; the publisher may know only what came before it.
            guard publisher.drain(milliseconds: configuration.drainMilliseconds) else { throw TakeOverInterrupted() }
            _ = try takeOver(again)
        }
        noteLanes()
        agenda.insert(work, at: 0)
    }
}
