import Foundation
import Logging
import Operations
import Postgres
import Stack
import TestSupport
import Testing

/// The broker, the database and the biller simulator in this process; every worker and two gateways in processes of
/// their own, to be killed and started again.
final class SplitStack {
    let directory: URL
    let stack: EmbeddedStack
    let urls: [String]
    private var processes: [String: GiroProcess] = [:]
    private let commands: [String: [String]]

    static let workers = ["wallet", "billing", "payment", "notification"]

    init(set: [String] = []) async throws {
        directory = try GiroProcess.makeDirectory()
        stack = try await EmbeddedStack(
            directory: directory.path + "/.giro", fresh: true, logger: TestBroker.quiet)
        let base = Int.random(in: 20_000..<29_000)
        urls = (0..<2).map { "http://127.0.0.1:\(base + $0)" }
        // A killed process's lanes wait for its session's end: no longer than the embedded broker allows.
        let common = [
            "kafka.session.timeout.ms=3000", "kafka.heartbeat.interval.ms=500", "gateway.rate.caller=1000000",
            "gateway.rate.address=1000000",
        ]
        var commands: [String: [String]] = [:]
        let flags = (common + set).flatMap { ["--set", $0] } + ["--env-file", stack.directory.environmentFile]
        for worker in Self.workers { commands[worker] = ["worker", worker] + flags }
        for number in 0..<2 {
            commands["gateway-\(number)"] = ["gateway", "--set", "gateway.port=\(base + number)"] + flags
        }
        self.commands = commands
        for name in commands.keys { try start(name) }
        try stack.announceOffers()
        for url in urls {
            let client = Client(url: url)
            let serves = await eventually(within: .seconds(60)) {
                (try? await client.call("GET", "/health/ready"))?.status == 200
            }
            #expect(serves, "\(processes.mapValues(\.output))")
        }
    }

    var names: [String] { commands.keys.sorted() }

    func start(_ name: String) throws {
        processes[name] = try GiroProcess(commands[name] ?? [], in: directory)
    }

    /// Ends it as a power failure would, and starts it again.
    func kill(_ name: String) async throws {
        processes[name]?.signal(SIGKILL)
        _ = await processes[name]?.exitCode(within: .seconds(10))
        try start(name)
    }

    func signal(_ name: String, _ number: Int32) { processes[name]?.signal(number) }

    func exitCode(of name: String) async -> Int32? { await processes[name]?.exitCode(within: .seconds(30)) }

    func audit() throws -> AuditReport { try AuditRun(settings: stack.settings).run() }

    /// As the database's administrator.
    func database() throws -> Connection { try Connection.open(stack.settings.adminConnection) }

    func stop() async {
        for process in processes.values { process.signal(SIGTERM) }
        for process in processes.values { _ = await process.exitCode(within: .seconds(30)) }
        processes = [:]
        await stack.stop()
        try? FileManager.default.removeItem(at: directory)
    }
}
