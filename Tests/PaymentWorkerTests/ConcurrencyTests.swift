import CloudEvents
import Foundation
import Lane
import Messages
import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("Owners of different lanes at the same payments")
struct ConcurrencyTests {
    @Test("wait for each other, lose nothing and tell once", .timeLimit(.minutes(2)))
    func interleaved() async throws {
        let database = try PaymentDatabase()
        let deadlocks = try #require(try database.admin.query(CountDeadlocks()).first)
        let lives = Life.all
        let samples = (0..<120).map { _ in lives.randomElement() ?? lives[0] }.map { ($0, $0.sample().again()) }
        // Everything said twice, in no order: both owners meet the same payments in almost every batch.
        let all = try samples.flatMap { try $0.0.heard($0.1) + $0.0.heard($0.1) }.shuffled()
        let owners = 3
        let told = try await withThrowingTaskGroup(of: [CloudEvent].self) { group in
            for owner in 0..<owners {
                let connection = Owned(try database.connect())
                let share = all.indices.filter { $0 % owners == owner }.map { all[$0] }
                group.addTask { try await onOwnThread { try run(share, on: connection.value) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let notifications = try told.notifications()
        let expected = samples.flatMap { life, sample in life.told.map { "\(sample.payment) \($0)" } }
        #expect(notifications.map { "\($0.payment) \($0.kindAndRecipient)" }.sorted() == expected.sorted())
        #expect(try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10)).isEmpty)
        let states = try database.admin.query(CountByState())
        #expect(states.reduce(0) { $0 + $1.count } == 120)
        #expect(states.allSatisfy { $0.state.isFinal })
        #expect(try database.admin.query(CountDeadlocks()).first == deadlocks)
    }

    @Test(
        "the second one decides over what the first has committed, even when the row is new", arguments: [true, false])
    func behind(isNew: Bool) async throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        if !isNew { try database.run([sample.heard(.requested)]) }
        let first = try database.connection.begin()
        let batch = emptyBatch([try sample.heard(.debited)])
        try PaymentWorker().handle(batch, in: first)
        try first.flush()
        let other = Owned(try database.connect())
        let settled = try sample.heard(.settled)
        async let second = onOwnThread { try run([settled], on: other.value) }
        try await waits(database.admin)
        try first.commit()
        #expect(batch.events.isEmpty)
        #expect(try await second.count == 2)
        let row = try #require(try database.admin.query(FindPayment(payment: sample.payment)).first)
        #expect(row.state == .settled)
        #expect(row.payerWasTold && row.payeeWasTold)
    }

    /// Until some session waits for another's lock.
    private func waits(_ admin: Connection) async throws {
        for _ in 0..<500 {
            if try admin.query(CountWaiting()).first != 0 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("nobody waits")
    }
}

/// In batches of 25, what they emit.
private func run(_ heard: [Heard], on connection: Connection) throws -> [CloudEvent] {
    let runner = BatchRunner(worker: PaymentWorker(), connection: connection)
    return try stride(from: 0, to: heard.count, by: 25).flatMap { start in
        try runner.run(heard[start..<min(start + 25, heard.count)].map(\.item), now: 1).events.map(\.event)
    }
}

/// Runs what blocks where it keeps no task from running.
private func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

private struct CountWaiting: Statement {
    static let sql =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'giro'"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// A connection handed to one task, which alone uses it from then on.
/// `@unchecked Sendable`: the test gives it away and does not touch it again.
private struct Owned: @unchecked Sendable {
    let value: Connection

    init(_ value: Connection) {
        self.value = value
    }
}
