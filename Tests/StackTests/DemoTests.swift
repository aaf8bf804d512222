import Foundation
import TestSupport
import Testing

@Suite("giro demo, as a process", .serialized)
struct DemoTests {
    @Test("every payment is final, every balance the expected one, and a second run changes nothing")
    func demo() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for _ in 0..<2 {
            let demo = try GiroProcess(["demo", "--payments", "500", "--json"], in: directory)
            let code = await demo.exitCode(within: .seconds(120))
            #expect(code == 0, "\(demo.output)")
            let last = try #require(demo.output.split(separator: "\n").last)
            let report = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
            #expect(report["lines"] as? Int == 500)
            #expect(report["audit_findings"] as? Int == 0)
            #expect((report["wrong_balances"] as? [String])?.isEmpty == true)
            #expect(report["dead_letters"] as? Int == report["dead_letters_expected"] as? Int)
            #expect(report["seconds"] as? Double ?? 0 > 0)
        }
        #expect(try leftovers(of: directory).isEmpty)
    }

    @Test("payments of one's own, before and meanwhile, do not spoil the demo on a stack that runs")
    func besideOthers() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Giro is up.", within: .seconds(180)), "\(up.output)")
        let (output, code) = try await GiroProcess.shell(
            """
            giro() { .build/release/giro "$@"; }
            ID=0198c0de-0000-7000-8000-000000000001
            cat > account.jsonl <<END
            {"topic":"account.requested","value":{"account":"anna","action":"open","kind":"wallet","currency":"EUR"}}
            END
            cat > payment.jsonl <<END
            {"topic":"payment.requested","value":{"payment":"$ID","kind":"topup","payer":"bank","payee":"anna",\
            "amount_minor":10000,"currency":"EUR"}}
            END
            giro publish account.jsonl
            until giro account show anna > account.txt 2>&1; do sleep 0.3; done
            giro publish payment.jsonl
            until giro trace $ID | grep -q settled; do sleep 0.3; done
            giro demo --payments 50
            """, in: directory)
        #expect(code == 0, "\(output)")
        #expect(!output.contains("BAD"), "\(output)")
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    @Test("a demo of another size on the same data is refused and says what to do")
    func otherSize() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let first = try GiroProcess(["demo", "--payments", "20"], in: directory)
        #expect(await first.exitCode(within: .seconds(120)) == 0)
        let second = try GiroProcess(["demo", "--payments", "30"], in: directory)
        #expect(await second.exitCode(within: .seconds(120)) == 2)
        #expect(second.output.contains("--fresh"))
    }

    @Test("Ctrl-C stops the stack and everything it started; killing it leaves no server behind either")
    func leavesNothing() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Giro is up."))
        let second = try GiroProcess(["up"], in: directory)
        #expect(await second.exitCode(within: .seconds(30)) == 2)
        #expect(second.output.contains("already running"))
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
        #expect(try leftovers(of: directory).isEmpty)

        let killed = try GiroProcess(["up"], in: directory)
        #expect(await killed.says("Giro is up."))
        killed.signal(SIGKILL)
        let isGone = try await eventually(within: .seconds(30)) { try leftovers(of: directory).isEmpty }
        #expect(isGone)
    }

    /// Processes whose command line names the directory.
    private func leftovers(of directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.filter { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
            return String(decoding: data, as: UTF8.self).contains(directory.path)
        }
    }
}
