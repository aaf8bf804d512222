import Foundation
import Operations
import Settings
import Stack
import TestSupport
import Testing

@Suite("giro up, what can be wrong with it", .serialized)
struct UpTests {
    @Test("an address that the gateway cannot listen on is named, with its settings, and ends it")
    func address() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        // Whatever of an earlier stack the shell still has, a stack uses its own.
        let first = try GiroProcess(
            ["up", "--directory", "data"], in: directory,
            environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_CONNINFO": "host=127.0.0.1 port=1"])
        #expect(await first.says("Ctrl-C stops everything.", within: .seconds(180)), "\(first.output)")
        #expect(first.output.contains("  giro demo --directory data "))
        #expect(first.output.contains("  giro status --env-file data/giro.env "))
        let url = try #require(first.output.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\/docs/))

        for (flags, complaint) in [
            (["--set", "gateway.port=\(url.1)"], "cannot listen on 127.0.0.1:\(url.1): Address already in use"),
            (["--set", "gateway.host=no.such.host.invalid"], "cannot listen on no.such.host.invalid:0: "),
        ] {
            let second = try GiroProcess(["up"] + flags, in: directory)
            #expect(await second.exitCode(within: .seconds(60)) == 2)
            #expect(second.output.hasPrefix("giro: gateway.host, gateway.port: \(complaint)"), "\(second.output)")
            #expect(!second.output.contains("Giro is up"))
        }
        first.signal(SIGINT)
        #expect(await first.exitCode(within: .seconds(30)) == 0)
        #expect(first.output.hasSuffix("Ctrl-C stops everything.\nstopped\n"), "\(first.output)")
    }

    @Test("an environment of an earlier start is told from the one that runs")
    func stale() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for round in 1...2 {
            let up = try GiroProcess(["up"], in: directory)
            #expect(await up.says("Giro is up.", within: .seconds(180)), "\(up.output)")
            if round == 1 {
                let (output, _) = try await GiroProcess.shell(
                    "cp .giro/giro.env first.env; set -a; . .giro/giro.env; set +a; .build/release/giro status",
                    in: directory)
                #expect(!output.contains("earlier start"), "\(output)")
            }
            up.signal(SIGINT)
            #expect(await up.exitCode(within: .seconds(30)) == 0)
        }
        let (stopped, _) = try await GiroProcess.shell(
            "set -a; . ./first.env; set +a; .build/release/giro status 2>&1 || echo \"exit code $?\"", in: directory)
        #expect(stopped.contains("which does not run: giro up starts it"), "\(stopped)")
        #expect(stopped.hasSuffix("exit code 2\n"))
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Giro is up.", within: .seconds(180)), "\(up.output)")
        let (stale, _) = try await GiroProcess.shell(
            "set -a; . ./first.env; set +a; .build/release/giro publish /dev/null 2>&1 || echo \"exit code $?\"",
            in: directory)
        #expect(stale.contains("is of an earlier start of the stack in"), "\(stale)")
        #expect(stale.contains("giro: no_stack:") && stale.hasSuffix("exit code 2\n"), "\(stale)")
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    @Test("a directory that is a link is refused, and nothing is written through it")
    func link() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let target = directory.appendingPathComponent("target")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: directory.appendingPathComponent(".giro"), withDestinationURL: target)
        for name in [".giro", ".giro/"] {
            let up = try GiroProcess(["up", "--directory", name], in: directory)
            #expect(await up.exitCode(within: .seconds(30)) == 2)
            #expect(up.output.contains("is a link"), "\(up.output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty)
    }

    @Test(
        "where only root may enter, the cluster lies under a name that cannot be guessed, and the next start finds it",
        .enabled(if: geteuid() == 0))
    func belowRoot() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(chmod(directory.path, 0o700) == 0)
        var places: [String] = []
        for _ in 0..<2 {
            let up = try GiroProcess(["up"], in: directory)
            #expect(await up.says("Giro is up.", within: .seconds(180)), "\(up.output)")
            places.append(
                try String(contentsOf: directory.appendingPathComponent(".giro/postgres.place"), encoding: .utf8))
            up.signal(SIGINT)
            #expect(await up.exitCode(within: .seconds(30)) == 0)
        }
        #expect(places[0] == places[1])
        #expect(places[0].firstMatch(of: /^\/var\/tmp\/giro-postgres-[A-Za-z0-9]{6}$/) != nil, "\(places[0])")
        let attributes = try FileManager.default.attributesOfItem(atPath: places[0])
        #expect(attributes[.ownerAccountID] as? Int == 0)
        #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o022 } == 0)

        // What another user puts there instead is not believed.
        try FileManager.default.removeItem(atPath: places[0])
        try FileManager.default.createDirectory(atPath: places[0], withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: places[0]) }
        #expect(chown(places[0], 65_534, 65_534) == 0)
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.exitCode(within: .seconds(30)) == 2)
        #expect(up.output.contains("belongs to user 65534"), "\(up.output)")
    }
}
