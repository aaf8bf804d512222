import Operations
import Postgres
import Settings
import Testing

@Suite("The operations log")
struct OperationLogTests {
    private let database: OperatedDatabase

    init() throws { database = try OperatedDatabase(flags: ["operator.name=kim"]) }

    @Test("what is done is written down with who, what, why and what came of it")
    func done() throws {
        let log = try OperationLog(database.settings)
        let operation = try log.record("pause", target: "worker wallet", reason: "migration") { _ in "6 lanes" }
        let entry = try #require(try log.entries().first)
        #expect(entry.id == operation.id)
        #expect((entry.operatorName, entry.command, entry.target) == ("kim", "pause", "worker wallet"))
        #expect((entry.reason, entry.outcome, entry.detail) == ("migration", .done, "6 lanes"))
        #expect(try #require(entry.endedAt) >= entry.begunAt)
    }

    @Test("what fails is written down as failed, with the error's code")
    func failed() throws {
        let log = try OperationLog(database.settings)
        let error = #expect(throws: OperationError.self) {
            try log.record("drain", target: "worker wallet", reason: "x") { _ throws(OperationError) in
                throw OperationError(.kafkaUnavailable, "away")
            }
        }
        #expect(error?.kind == .kafkaUnavailable)
        let entry = try #require(try log.entries(of: "drain").first)
        #expect((entry.outcome, entry.detail) == (.failed, "kafka_unavailable"))
    }

    @Test("what was cut short is seen as unfinished")
    func unfinished() throws {
        let log = try OperationLog(database.settings)
        _ = try log.begin("dlq requeue", target: "bill.paid.dlq/3@17", reason: "mended")
        #expect(try log.entries(of: "dlq").map(\.outcome) == [.unfinished])
        #expect(try log.entries(of: "dlq").map(\.target) == ["bill.paid.dlq/3@17"])
        #expect(try log.entries(of: "replay").isEmpty)
    }

    @Test("without a reason nothing is begun", arguments: ["", "  ", "\n"])
    func reasonMissing(reason: String) throws {
        let log = try OperationLog(database.settings)
        let error = #expect(throws: OperationError.self) { try log.begin("pause", target: "x", reason: reason) }
        #expect(error?.code == "reason_missing")
        #expect(try log.entries().isEmpty)
    }

    @Test("a reason is one line, bounded, and without mail addresses")
    func masked() throws {
        let log = try OperationLog(database.settings)
        _ = try log.begin(
            "pause", target: "x", reason: "asked by\nanna@example.org " + String(repeating: "é", count: 400))
        let reason = try #require(try log.entries().first?.reason)
        #expect(reason.hasPrefix("asked by; ***@***"))
        #expect(reason.utf8.count <= 500)
    }

    @Test("giro log shows all of what was done to what, and why, on lines that fit")
    func shown() throws {
        let log = try OperationLog(database.settings)
        let target = "connector https://" + String(repeating: "a", count: 120) + " of billing"
        let reason = String(repeating: "their maintenance window, as announced; ", count: 8)
        try log.record("pause", target: target, reason: reason) { _ in "done" }
        let report = OperationLogReport(try log.entries())
        for paint in [Paint(isOn: false), Paint(isOn: false, width: 60), Paint(isOn: false).wide] {
            let lines = report.lines(paint: paint)
            #expect(lines.allSatisfy { $0.count <= max(paint.width, 60) })
            let letters = lines.joined().filter { !$0.isWhitespace }
            #expect(letters.contains(target.filter { !$0.isWhitespace }))
            #expect(letters.contains(reason.filter { !$0.isWhitespace }))
        }
    }

    @Test("the operator's role adds to the log and changes nothing in it")
    func appendOnly() throws {
        let log = try OperationLog(database.settings)
        _ = try log.begin("pause", target: "x", reason: "y")
        let connection = try Connection.open(database.settings.operationsConnection)
        defer { connection.close() }
        for table in ["operation", "operation_result", "dead_letter_mark", "replay", "replay_progress"] {
            for statement in ["DELETE FROM \(table)", "TRUNCATE \(table)", "DROP TABLE \(table)"] {
                let error = #expect(throws: PostgresError.self) { try connection.execute(script: statement) }
                #expect(error?.code == .insufficientPrivilege, "\(statement)")
            }
        }
        let error = #expect(throws: PostgresError.self) {
            try connection.execute(script: "UPDATE operation SET operator = 'nobody'")
        }
        #expect(error?.code == .insufficientPrivilege)
    }
}
