import Lane
import Operations
import Postgres
import Settings

/// A payload that ends every process of a worker that takes it in hand, at one stage.
struct DeadlyRecord: Sendable {
    let worker: String
    let stage: String
    /// A trap, a library's abort, or the kernel's kill when memory runs out.
    let way: String
    /// What the payload holds.
    let text: String

    /// As a process says that it was ended by it.
    var name: String { "\(worker) at \(stage)" }

    static let decoded = DeadlyRecord(worker: "wallet", stage: "decode", way: "trap", text: "DEADLY-DECODE")
    static let handled = DeadlyRecord(worker: "notification", stage: "handle", way: "abort", text: "DEADLY-HANDLE")
    static let called = DeadlyRecord(worker: "billing", stage: "call", way: "kill", text: "DEADLY-CALL")
    static let all = [decoded, handled, called]

    /// For the processes' environment: `GIRO_DEADLY`.
    static var setting: String {
        all.map { "\($0.worker):\($0.stage):\($0.way):\($0.text)" }.joined(separator: ",")
    }
}

/// Publishes one deadly payload for each stage, and watches how long it takes until the lanes are rid of them. At the
/// end the processes are mended, and calls that were put aside are let go on, as an operator would.
final class DeadlyRecords {
    private let fleet: Fleet
    private let traffic: Traffic
    private let witness: Witness
    private let sessions: Sessions
    private let settings: Settings
    private let narrate: (String) -> Void
    /// Other faults lengthen it: a lane without an owner is rid of nothing.
    private let limit: Duration
    private var publishedAt: ContinuousClock.Instant?
    private var askAt = ContinuousClock.now
    private var took: [String: Duration] = [:]

    init(
        isAlone: Bool, fleet: Fleet, traffic: Traffic, witness: Witness, sessions: Sessions, settings: Settings,
        narrate: @escaping (String) -> Void
    ) {
        limit = .seconds(isAlone ? 60 : 240)
        self.fleet = fleet
        self.traffic = traffic
        self.witness = witness
        self.sessions = sessions
        self.settings = settings
        self.narrate = narrate
    }

    var areOver: Bool { publishedAt == nil || took.count == DeadlyRecord.all.count }

    func publish() throws {
        narrate("deadly records: \(DeadlyRecord.setting)")
        try traffic.publishDeadly()
        publishedAt = .now
    }

    func tend() {
        guard let publishedAt, !areOver, .now >= askAt else { return }
        askAt = .now + .milliseconds(500)
        for record in DeadlyRecord.all where took[record.stage] == nil && isOver(record) {
            took[record.stage] = ContinuousClock.now - (fleet.firstDeadlyEnds[record.name] ?? publishedAt)
            narrate("\(record.worker) is rid of the payload that ended it at \(record.stage)")
        }
    }

    private func isOver(_ record: DeadlyRecord) -> Bool {
        if record.stage == DeadlyRecord.called.stage {
            let aside = (try? sessions.query(record.worker, CallsAside())) ?? []
            return aside.contains { $0.key == traffic.deadlyPayment.description }
        }
        return witness.deadLetters[record.worker]?["ended_process"] ?? 0 > 0
    }

    /// Starts processes that the payloads do not end any more, and lets every call go on that was put aside. A call
    /// that was in hand at three kills in a row is put aside too: nothing tells whether the call or something outside
    /// ended the process.
    func mend() throws {
        guard publishedAt != nil else { return }
        fleet.mend()
        let desk = try OrderDesk(settings: settings)
        for worker in Set(DeadlyRecord.all.map(\.worker)).union(["webhook"]).sorted() {
            for call in try sessions.query(worker, CallsAside()) {
                let release = CallRelease(worker: worker, kind: call.kind, key: call.key)
                let report = try desk.resume(release, reason: "the torture has mended \(worker)")
                narrate("\(report.target) goes on")
            }
        }
    }

    var outcomes: [History.DeadlyRecord] {
        guard publishedAt != nil else { return [] }
        return DeadlyRecord.all.map { record in
            History.DeadlyRecord(
                worker: record.worker, stage: record.stage,
                ends: fleet.deadlyEnds[record.name] ?? 0,
                seconds: took[record.stage].map { $0 / .seconds(1) }, limitSeconds: limit / .seconds(1))
        }
    }
}

/// Calls that are put aside. Run it with a worker's schema in the search path.
private struct CallsAside: Statement {
    static let sql = "SELECT DISTINCT kind, key FROM in_hand WHERE put_aside_at IS NOT NULL ORDER BY kind, key"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (kind: String, key: String) {
        (try row.string(0), try row.string(1))
    }
}
