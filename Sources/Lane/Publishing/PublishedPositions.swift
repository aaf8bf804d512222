import Kafka

/// The consumer's side of publishing: positions committed by the group, and this member's identity in it.
///
/// librdkafka's consumer handle is thread-safe; the engine's thread polls while the publisher's commits.
final class PublishedPositions: @unchecked Sendable {  // only thread-safe calls of the consumer are used
    private let consumer: Consumer

    init(consumer: Consumer) { self.consumer = consumer }

    /// By lane: the outbox number up to which the committed positions say everything is published.
    func marks(of positions: [LanePosition]) throws(KafkaError) -> [Int32: Int64] {
        let committed = try consumer.committed(positions.map(\.partition), timeoutMilliseconds: 10_000)
        let byPartition = Dictionary(committed.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
        var marks: [Int32: Int64] = [:]
        for position in positions {
            guard let text = byPartition[position.partition]?.metadata, let mark = PublishedMark(text),
                mark.era == position.era
            else { continue }
            marks[position.lane] = mark.seq
        }
        return marks
    }

    func groupMetadata() throws(KafkaError) -> GroupMetadata { try consumer.groupMetadata() }

    func commit(_ positions: [Position]) throws(KafkaError) { try consumer.commit(positions) }
}
