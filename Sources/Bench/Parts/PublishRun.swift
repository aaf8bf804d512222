import Foundation
import Kafka
import Messages
import Postgres

/// Publishing alone: an outbox full of rows that the database has committed, from there to the topic; and then, with
/// one worker at a rate that leaves it time, how long a message takes from its decision to its reader.
///
/// The rows are put into billing's outbox as its own would be, numbered on from its lanes' last, and go to a topic that
/// nobody reads. Billing is then started, takes its lanes over, and publishes what is not published.
struct PublishRun {
    let ground: BenchGround
    let feed: MessageFeed
    let messages: Int
    let rate: Int
    let seconds: Int

    private static let worker = "billing"
    private static let topic = "giro.bench.outbox"

    func run(_ generator: PaymentGenerator) throws -> BenchReport.Publishing {
        // Its lanes have cursors once it has run.
        try ground.start([Self.worker])
        ground.stop()
        let admin = try Admin(ground.settings.kafka)
        let partitions = Int32(ground.settings.topicPartitions)
        if !ground.isEmbedded {
            let topic = Admin.NewTopic(name: Self.topic, partitions: partitions)
            _ = try admin.createTopics([topic], timeoutMilliseconds: 10_000)
        }
        let rows = Int64(messages) / Int64(BenchGround.inputs(of: Self.worker).count * ground.settings.topicPartitions)
        try ground.admin.execute(script: Self.fill(rowsOfLane: rows))
        let expected = try ground.admin.query(CountBenchRows())[0]
        func published() throws -> Int64 { try admin.end(of: Self.topic, partitions: partitions) }

        try ground.start([Self.worker])
        let begun = try published()
        let first = try ground.usage()
        try ground.wait("the outbox to be published", pause: 1_000) { try published() >= expected }
        let usage = try ground.usage().since(first)
        let resident = ground.peakMebibytes()[Self.worker] ?? 0
        ground.stop()
        let count = Double(expected - begun)
        return BenchReport.Publishing(
            perSecond: Ratio.of(count, to: usage.seconds).rounded(),
            perCPUSecond: Ratio.of(count, to: usage.cpuSeconds[Self.worker] ?? 0).rounded(),
            residentMebibytes: resident, rate: rate, latency: try latencies(generator).summary)
    }

    /// Of the wallet's messages, from before the commit of what they say.
    private func latencies(_ generator: PaymentGenerator) throws -> Latencies {
        let alone = "wallet"
        try ground.start([alone])
        defer { ground.stop() }
        let probe = try LatencyProbe(ground.settings.kafka)
        _ = try FlowRun(ground: ground, feed: feed).open(generator, seconds: seconds, rate: rate, probe: probe) {
            probe.stop()
            try ground.start(BenchGround.workerNames.filter { $0 != alone })
        }
        return probe.results().published
    }

    private static func fill(rowsOfLane rows: Int64) -> String {
        """
        INSERT INTO billing.outbox (lane, seq, topic, key, type, subject, value, at)
        SELECT lane, last_seq + n, '\(topic)', 'wallet:bench-' || n, 'giro.bench.v1', '',
            convert_to('{"text":"' || repeat('x', 210) || '"}', 'UTF8'), now()
        FROM billing.cursor CROSS JOIN generate_series(1, \(rows)) AS n;
        UPDATE billing.cursor SET last_seq = last_seq + \(rows);
        """
    }
}

private struct CountBenchRows: Statement {
    static let sql = "SELECT count(*) FROM billing.outbox WHERE topic = 'giro.bench.outbox'"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

extension Admin {
    /// The offsets after the last of every partition, added up.
    func end(of topic: String, partitions: Int32) throws(KafkaError) -> Int64 {
        var sum: Int64 = 0
        for partition in 0..<partitions {
            let place = TopicPartition(topic: topic, partition: partition)
            sum += try watermarks(of: place, timeoutMilliseconds: 10_000).high
        }
        return sum
    }
}
