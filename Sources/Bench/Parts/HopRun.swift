import Foundation
import Kafka
import Messages
import Payments

/// Each worker alone: its messages wait on its topics before it starts.
///
/// One set of payments goes through all of them, worker by worker, so that at the end every payment is final and the
/// audit has nothing to say.
struct HopRun {
    let ground: BenchGround
    let payments: Int
    private let admin: Admin

    /// What one worker did.
    struct Result {
        let name: String
        /// Messages applied.
        let messages: Int
        /// From the first batch to the last message published.
        let perSecond: Double
        let usage: Usage
        let peakMebibytes: Double
    }

    /// One worker's turn.
    private struct Hop {
        let name: String
        let worker: String
        /// For each payment.
        let messages: Int
        /// What comes out, and how many for each payment.
        let output: (topic: String, count: Int)?
    }

    private static let hops = [
        Hop(name: "wallet, requests", worker: "wallet", messages: 1, output: (WalletDebited.topic, 1)),
        Hop(name: "billing", worker: "billing", messages: 1, output: (BillPaid.topic, 1)),
        Hop(name: "wallet, releases", worker: "wallet", messages: 1, output: (WalletCredited.topic, 1)),
        Hop(name: "payment", worker: "payment", messages: 4, output: (NotificationSend.topic, 2)),
        Hop(name: "notification", worker: "notification", messages: 2, output: nil),
    ]

    init(ground: BenchGround, payments: Int) throws {
        self.ground = ground
        self.payments = payments
        admin = try Admin(ground.settings.kafka)
    }

    func run(_ generator: PaymentGenerator, feed: MessageFeed) throws -> [Result] {
        var generator = generator
        for _ in 0..<payments { try feed.send(generator.next(dueMicroseconds: Timestamp.now().microseconds)) }
        try feed.flush()
        return try Self.hops.map(run)
    }

    private func run(_ hop: Hop) throws -> Result {
        let expected = payments * hop.messages
        let appliedBefore = try ground.positions(of: hop.worker).allApplied
        let outputBefore = try hop.output.map { try end(of: $0.topic) } ?? 0
        func applied() throws -> Int { Int(try ground.positions(of: hop.worker).allApplied - appliedBefore) }

        try ground.start([hop.worker])
        try ground.wait("the first batch of \(hop.name)", pause: 1_000) { try applied() > 0 }
        let begun = try applied()
        let first = try ground.usage()
        try ground.wait("\(hop.name)", pause: 2_000) { try applied() >= expected }
        if let output = hop.output {
            try ground.wait("the output of \(hop.name)", pause: 1_000) {
                try end(of: output.topic) - outputBefore >= Int64(payments * output.count)
            }
        }
        let last = try ground.usage()
        let peak = ground.peakMebibytes()[hop.worker] ?? 0
        ground.stop()
        let usage = last.since(first)
        return Result(
            name: hop.name, messages: expected - begun,
            perSecond: Ratio.of(Double(expected - begun), to: usage.seconds), usage: usage, peakMebibytes: peak)
    }

    private func end(of topic: String) throws -> Int64 {
        try admin.end(of: topic, partitions: Int32(ground.settings.topicPartitions))
    }
}
