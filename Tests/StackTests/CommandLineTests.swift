import Foundation
import TestSupport
import Testing

@Suite("The command line, where no stack runs", .serialized)
struct CommandLineTests {
    private static let nowhere = [
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_CONNINFO": "host=127.0.0.1 port=1",
        "ADMIN_DATABASE_CONNINFO": "host=127.0.0.1 port=1", "OPERATOR_DATABASE_CONNINFO": "host=127.0.0.1 port=1",
    ]

    private func giro(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> (output: String, code: Int32?) {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let process = try GiroProcess(arguments, in: directory, environment: environment)
        let code = await process.exitCode(within: .seconds(30))
        _ = await eventually(within: .seconds(5)) { process.output.hasSuffix("\n") }
        return (process.output, code)
    }

    private static let payment = "0198c0de-0000-7000-8000-000000000001"

    @Test(
        "a command that needs a stack says in one line that there is none, and how to start one",
        arguments: [
            "status", "status --json", "trace \(payment)", "stuck", "publish /dev/null", "audit",
            "audit --databases-only", "audit --trail", "dlq", "dlq show bill.paid.dlq/0@0", "dlq requeue --all",
            "log", "log --command replay", "suspense list", "suspense release \(payment) --to anna", "account list",
            "account show anna",
            "account freeze anna", "invoice list", "invoice decide \(payment) --paid", "topics check", "topics apply",
            "replay re-apply --topic bill.paid", "replay rebuild", "recover", "pause worker wallet", "drain wallet",
            "repoint power", "migrate", "person reset-factor ann", "role ann admin", "person erase ann", "reseal",
        ])
    func noStack(command: String) async throws {
        let started = ContinuousClock.now
        let (output, code) = try await giro(command.split(separator: " ").map(String.init), Self.nowhere)
        #expect(code == 2, "\(output)")
        let lines = output.split(separator: "\n")
        #expect(lines.count == 1, "\(output)")
        #expect(lines.first?.hasPrefix("giro: no_stack: nothing answers") == true, "\(output)")
        #expect(lines.first?.contains("giro up") == true)
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test(
        "what asks no stack works without one",
        arguments: ["config", "topics", "topics list", "--help", "help status"])
    func withoutStack(command: String) async throws {
        let (output, code) = try await giro(command.split(separator: " ").map(String.init), Self.nowhere)
        #expect(code == 0, "\(output)")
    }

    @Test(
        "a mistyped command is named, with what was probably meant",
        arguments: [
            ("statsu", "statsu is no command of giro; did you mean status?", "giro --help"),
            ("dlq lst", "lst is no command of giro dlq; did you mean list?", "giro dlq --help"),
            ("help trce", "trce is no command of giro; did you mean trace?", "giro --help"),
            (
                "suspense frobnicate", "frobnicate is no command of giro suspense; there are list, release",
                "giro suspense --help"
            ),
        ])
    func mistyped(command: String, complaint: String, help: String) async throws {
        let (output, code) = try await giro(command.split(separator: " ").map(String.init))
        #expect(code == 64)
        #expect(output.hasPrefix("Error: \(complaint)\n"), "\(output)")
        #expect(output.contains("See '\(help)'"), "\(output)")
    }

    @Test(
        "what names nothing is refused, not passed over",
        arguments: [
            ("log --command pouse", "did you mean \"pause\"?"), ("log --command frobnicate", "no command frobnicate"),
            ("replay re-publish --worker walet", "no worker is called walet"),
            ("replay re-publish --worker wallet --topic bill.piad", "there is no topic bill.piad"),
            ("replay rebuild --topic bill.paid", "takes no topic bill.paid"), ("status --interval 0s", "--interval"),
            ("account list --currency EURO", "no currency"), ("account list --kind bank", "bank"),
            ("invoice decide \(payment)", "--paid"), ("worker walet", "no worker is called walet"),
            ("invoice decide \(payment) --failed --receipt R", "--receipt goes with --paid"),
        ])
    func namesNothing(command: String, complaint: String) async throws {
        let (output, code) = try await giro(command.split(separator: " ").map(String.init), Self.nowhere)
        #expect(code == 64, "\(output)")
        #expect(output.contains(complaint), "\(output)")
    }

    @Test("the version is the changelog's newest, or else the chart's")
    func version() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        func read(_ path: String) throws -> String {
            try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        }
        let chart = try #require(try read("deploy/helm/giro/Chart.yaml").firstMatch(of: /appVersion: ([0-9.]+)/)).1
        let newest = try read("CHANGELOG.md").firstMatch(of: /\n## \[([0-9]+\.[0-9]+\.[0-9]+)\]/)?.1
        let (output, code) = try await giro(["--version"])
        #expect(code == 0)
        #expect(output == "\(newest ?? chart)\n")
        #expect(chart == newest ?? chart)
    }

    @Test("output that cannot be written is an error", arguments: ["config", "--help", "--version", "config --json"])
    func fullDisk(command: String) async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let (output, _) = try await GiroProcess.shell(
            """
            .build/release/giro \(command) > /dev/full && code=0 || code=$?
            echo "exit code $code"
            .build/release/giro \(command) | true
            """, in: directory)
        #expect(output == "giro: cannot write the output: No space left on device\nexit code 2\n")
    }

    @Test("Ctrl-\\ on a terminal ends it at once")
    func quit() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let started = ContinuousClock.now
        let (output, code) = try await GiroProcess.shell(
            """
            script -qefc "echo \\$\\$ > pid; exec .build/release/giro broker" typescript < /dev/null > out.txt &
            job=$!
            for i in $(seq 100); do if grep -q 127.0.0.1 out.txt 2> /dev/null; then break; fi; sleep 0.1; done
            kill -QUIT "$(cat pid)"
            wait $job && echo "ended well" || echo "ended"
            """, in: directory)
        #expect(code == 0 && output.hasSuffix("ended\n"), "\(output)")
        #expect(ContinuousClock.now - started < .seconds(20))
    }
}
