import Kafka
import TestSupport

/// Reads whole topics as somebody outside.
struct BystanderReader {
    private let configuration: ClientConfiguration

    init(_ configuration: ClientConfiguration) throws { self.configuration = configuration }

    /// Everything that is on the topic now.
    func read(_ topic: String, partitions: Int32) throws -> [TestBroker.Seen] {
        var configuration = configuration
        configuration.properties["enable.partition.eof"] = "true"
        configuration.properties["auto.offset.reset"] = "earliest"
        let consumer = try Consumer(configuration, group: "bystander")
        defer { consumer.close() }
        try consumer.assign(
            (0..<partitions).map { Position(partition: TopicPartition(topic: topic, partition: $0), offset: 0) })
        var open = Set(0..<partitions)
        var seen: [TestBroker.Seen] = []
        while !open.isEmpty {
            let batch = consumer.poll(maximum: 1_000, timeoutMilliseconds: 100)
            for index in 0..<batch.count {
                let view = batch[index]
                if let error = view.error {
                    if error.code == "_partition_eof" { open.remove(view.partition) }
                    continue
                }
                let headers = view.headers().map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
                seen.append(
                    TestBroker.Seen(
                        partition: view.partition, offset: view.offset,
                        key: view.key.map { String(decoding: $0, as: UTF8.self) },
                        value: String(decoding: view.value, as: UTF8.self),
                        headers: Dictionary(headers, uniquingKeysWith: { $1 })))
            }
        }
        return seen
    }
}
