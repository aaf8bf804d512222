import CloudEvents
import Foundation
import Lane
import Postgres
import Synchronization
import TestSupport

/// A worker small enough to see through: it writes each message into a table and announces it on another topic.
///
/// What a message says decides what happens: `poison` makes the handler throw, `later:N` schedules an inside call,
/// `call:N` an outside one, `refuse` is refused while decoding, everything else is counted.
struct Tally: Worker {
    typealias Outcome = String

    let name: String
    let inputs: [String]
    let output: String
    let faults = TallyFaults()

    var migrations: [Migration] {
        let sql = """
            CREATE TABLE seen (
                topic text, partition int, "offset" bigint, value text, PRIMARY KEY (topic, partition, "offset"));
            CREATE TABLE effect (what text PRIMARY KEY, times int NOT NULL);
            GRANT SELECT, INSERT, UPDATE ON seen, effect TO {{role}};
            """
        return [Migration(number: 1, name: "tally", sql: Array(sql.utf8))]
    }

    func makeDecoder() -> any RecordDecoder<String> { TallyDecoder() }

    func handle(_ batch: Batch<String, String>, in transaction: Transaction) throws {
        try faults.beforeHandling()
        for (index, item) in batch.items.enumerated() {
            switch item.cause {
            case .message(let value, let origin):
                if value == "poison" { throw Poisoned() }
                try transaction.send(
                    InsertSeen(topic: origin.topic, partition: origin.partition, offset: origin.offset, value: value))
                schedule(value, batch, index)
                batch.emit(event(value), after: index)
            case .due(let call):
                try transaction.send(CountEffect(what: "due \(call.key)"))
                batch.emit(event("due \(call.key)"), after: index)
            case .done(let call, let outcome):
                try transaction.send(CountEffect(what: "done \(call.key)"))
                batch.emit(event("\(outcome) \(call.key)"), after: index)
            }
        }
    }

    func perform(_ call: Call) async -> String {
        faults.performed.withLock { $0[call.key, default: 0] += 1 }
        return call.recovered ? "again" : "done"
    }

    func connector(of call: Call) -> String? { "outside" }

    func connectorStates() -> [ConnectorState] { [ConnectorState(name: "outside", health: .failing)] }

    private func schedule(_ value: String, _ batch: Batch<String, String>, _ index: Int) {
        let parts = value.split(separator: ":")
        guard parts.count == 2, let milliseconds = Int64(parts[1].prefix { $0.isNumber }) else { return }
        let due = batch.now + milliseconds * 1_000
        if parts[0] == "later" {
            batch.schedule(Call(kind: "timer", key: value, dueAt: due, place: .inside), after: index)
        } else if parts[0] == "call" {
            batch.schedule(Call(kind: "outside", key: value, dueAt: due, place: .outside), after: index)
        }
    }

    private func event(_ value: String) -> CloudEvent {
        CloudEvent(type: "tally.seen.v1", topic: output, key: value, subject: "", value: Array(value.utf8))
    }
}

struct Poisoned: Error {}

/// Faults that a test switches on, and what it wants to know afterwards.
final class TallyFaults: Sendable {
    let failures = Mutex<[any Error & Sendable]>([])
    let performed = Mutex<[String: Int]>([:])
    /// While it is true the handler does not return, whatever happens around it.
    let isStuck = Mutex(false)

    func beforeHandling() throws {
        while isStuck.withLock({ $0 }) { usleep(1_000) }
        if let failure = failures.withLock({ $0.popLast() }) { throw failure }
    }
}

struct TallyDecoder: RecordDecoder {
    func decode(_ record: Record) throws(Refusal) -> String {
        let text = String(decoding: record.value, as: UTF8.self)
        if text.hasPrefix("refuse") { throw Refusal(code: "refused_by_test", detail: "it says so") }
        return text
    }
}

struct InsertSeen: Statement {
    let topic: String
    let partition: Int32
    let offset: Int64
    let value: String
    static let sql = "INSERT INTO seen VALUES ($1, $2, $3, $4)"
    func bind(_ p: inout Parameters) {
        p.append(topic)
        p.append(partition)
        p.append(offset)
        p.append(value)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}

struct CountEffect: Statement {
    let what: String
    static let sql = """
        INSERT INTO effect VALUES ($1, 1) ON CONFLICT (what) DO UPDATE SET times = effect.times + 1
        """
    func bind(_ p: inout Parameters) { p.append(what) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
