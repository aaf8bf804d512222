import Kafka
import Messages
import Operations

/// Whether everything that is on the topics was applied, as cursors and the witness see it.
struct Progress {
    let cursors: [String: [ReadCursors.Row]]
    let ends: [TopicPartition: Int64]

    /// Lanes of these topics that have something to read.
    func unread(of topics: Set<String>) -> [String] {
        Databases.workers.flatMap { worker in
            let rows = cursors[worker] ?? []
            let next = Dictionary(
                rows.map { (TopicPartition(topic: $0.topic, partition: $0.partition), $0.nextOffset) },
                uniquingKeysWith: { first, _ in first })
            let read = Set(Catalogue.topics.filter { $0.consumers.contains(worker) }.map(\.name)).intersection(topics)
            return ends.filter { read.contains($0.key.topic) && $0.value > next[$0.key] ?? 0 }.map {
                "\(worker) \($0.key)"
            }
        }
    }

    static let everything = Set(Catalogue.topics.map(\.name))
}
