import CloudEvents
import Postgres

/// Runs a worker's handler over given items in a real transaction, without Kafka: for tests and measurements.
package struct BatchRunner<W: Worker> {
    package let worker: W
    package let connection: Connection

    package init(worker: W, connection: Connection) {
        self.worker = worker
        self.connection = connection
    }

    /// Commits when the handler returns, rolls back when it throws.
    package func run(_ items: [Item<W.Message, W.Outcome>], now: Int64) throws -> Batch<W.Message, W.Outcome> {
        let batch = Batch(items: items, now: now)
        let transaction = try connection.begin()
        do {
            try worker.handle(batch, in: transaction)
            try transaction.commit()
            for body in batch.whenCommitted { body() }
        } catch {
            transaction.rollback()
            throw error
        }
        return batch
    }

    /// The messages as items of one lane, from offset 0 on.
    package func run(_ messages: [W.Message], lane: Int32 = 1, now: Int64) throws -> Batch<W.Message, W.Outcome> {
        let items = messages.enumerated().map { offset, message in
            let origin = Origin(topic: worker.inputs[0], partition: 0, offset: Int64(offset), timestamp: now)
            return Item<W.Message, W.Outcome>(lane: lane, cause: .message(message, origin))
        }
        return try run(items, now: now)
    }
}
