import Foundation
import Kafka
import Logging
import Messages
import Operations
import Payments
import Postgres
import Settings
import Stack

/// What the bench runs on: an embedded stack of its own, whose workers are processes of their own.
///
/// With `KAFKA_BOOTSTRAP_SERVERS` in the environment the workers use that cluster, which must be a fresh one, instead
/// of the embedded broker. The database is always the stack's private one, with everything that durability needs.
final class BenchGround {
    let settings: Settings
    let admin: Connection
    /// The database server's process; everything it starts is its child.
    let serverProcess: Int32
    let serverVersion: String
    let isEmbedded: Bool
    private(set) var workers: [String: WorkerProcess] = [:]
    private var views: [String: Connection] = [:]
    private let stack: EmbeddedStack
    private let flags: [String]

    static let workerNames = ["wallet", "billing", "payment", "notification"]

    /// What the private server runs with beside the stack's own settings.
    static let serverSettings = [
        "shared_buffers": "1GB", "max_wal_size": "8GB", "synchronous_commit": "on", "fsync": "on",
        "autovacuum_naptime": "1min",
    ]

    init(stack: EmbeddedStack, flags: [String]) throws {
        self.stack = stack
        self.flags = flags
        settings = stack.settings
        isEmbedded = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] == nil
        if !isEmbedded { _ = try TopicOperations(settings: settings).apply() }
        admin = try Connection.open(settings.adminConnection)
        let process = try admin.query(ReadServerProcess())[0]
        serverProcess = ProcessUsage.stat(of: process.backend)?.parent ?? process.backend
        serverVersion = process.version
        for name in Self.workerNames {
            views[name] = try Connection.open(settings.operatorConnection(for: name))
        }
    }

    /// The directory of the server's programs, pgbench among them.
    func serverProgram(_ name: String) throws -> String {
        let server = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(serverProcess)/exe")
        return URL(fileURLWithPath: server).deletingLastPathComponent().appendingPathComponent(name).path
    }

    var environmentFile: String { stack.directory.environmentFile }

    func file(_ name: String) -> String { stack.directory.path + "/" + name }

    // MARK: Workers

    /// Starts workers and waits until they own their lanes.
    func start(_ names: [String] = workerNames, flags more: [String] = []) throws {
        let before = try admin.query(ReadServerCounters())[0].now
        for name in names {
            workers[name] = try WorkerProcess(
                name: name, command: ["worker", name], environmentFile: environmentFile, flags: flags + more,
                log: file("\(name).log"))
        }
        for name in names {
            let lanes = Int64(Self.inputs(of: name).count * settings.topicPartitions)
            try wait("\(name) to own its lanes") {
                try views[name]!.query(CountLanesTaken(since: before))[0] >= lanes
            }
        }
    }

    /// Starts the gateway, and lets it be asked as often as it can answer.
    func startGateway(port: Int) throws {
        let limits = ["gateway.rate.caller=1000000000", "gateway.rate.address=1000000000"]
        workers["gateway"] = try WorkerProcess(
            name: "gateway", command: ["gateway"], environmentFile: stack.directory.environmentFile,
            flags: flags + limits + ["gateway.port=\(port)", "identity.token.lifetime=1h"], log: file("gateway.log"))
    }

    func announceOffers() throws { try stack.announceOffers() }

    func stop(but kept: String? = nil) {
        for (name, worker) in workers where name != kept {
            worker.stop()
            workers[name] = nil
        }
    }

    static func inputs(of worker: String) -> [String] {
        Catalogue.topics.filter { $0.consumers.contains(worker) }.map(\.name)
    }

    // MARK: Looking

    func positions(of worker: String) throws -> Positions { Positions(try views[worker]!.query(ReadPositions())) }

    func usage() throws -> UsageSample {
        let counters = try admin.query(ReadServerCounters())[0]
        var cpu = ["bench": ProcessUsage.cpuSeconds(of: getpid())]
        var threads: [String: Double] = [:]
        cpu["postgres"] = ProcessUsage.cpuSecondsOfTree(serverProcess)
        for (name, worker) in workers {
            cpu[name] = ProcessUsage.cpuSeconds(of: worker.id)
            for (thread, seconds) in ProcessUsage.threadSeconds(of: worker.id) {
                threads["\(name)/\(thread)"] = seconds
            }
        }
        for backend in try admin.query(ReadBackends()) {
            threads["postgres/\(backend.worker)", default: 0] += ProcessUsage.cpuSeconds(of: backend.process)
        }
        return UsageSample(
            at: .now, cpuSeconds: cpu, threadSeconds: threads, walBytes: counters.walBytes,
            transactions: counters.transactions)
    }

    func peakMebibytes() -> [String: Double] {
        workers.mapValues { Ratio.rounded(ProcessUsage.peakResidentMebibytes(of: $0.id)) }
    }

    /// Polls until something is so.
    func wait(_ what: String, seconds: Double = 60, pause: UInt32 = 5_000, until holds: () throws -> Bool) throws {
        let start = ContinuousClock.now
        while try !holds() {
            if let ended = workers.values.first(where: { !$0.isRunning }) {
                throw BenchError(.workerEnded, "the worker \(ended.name) ended; see \(file("\(ended.name).log"))")
            }
            if (.now - start) as Duration > .seconds(seconds) {
                throw BenchError(.stalled, "waited \(Int(seconds)) s for \(what)")
            }
            usleep(pause)
        }
    }
}

/// How far a worker is.
struct Positions {
    /// By topic: messages applied. Where the log has control records, they count too.
    let applied: [String: Int64]
    /// Messages ever put into the outbox.
    let emitted: Int64

    init(_ rows: [ReadPositions.Row]) {
        applied = Dictionary(uniqueKeysWithValues: rows.map { ($0.topic, $0.applied) })
        emitted = rows.reduce(0) { $0 + $1.emitted }
    }

    var allApplied: Int64 { applied.values.reduce(0, +) }
}
