import Foundation
import TestSupport
import Testing

/// A night shift: a biller that is out of order, one that is paused, a request that contradicts another, a message that
/// nobody can read, a paused and a drained worker, and money that can go nowhere.
@Suite("An operator's session on a stack in trouble", .serialized)
struct OperatorTests {
    static let setUp = """
        set -a; . .giro/giro.env; OPERATOR_NAME="night shift"; COLUMNS=100; set +a
        giro() { .build/release/giro "$@"; }
        id() { echo 0198c0de-0000-7000-8000-00000000000$1; }
        code() { echo "exit code $?"; }
        pay() {  # the last digit of the id, kind, payer, payee, amount
            echo '{"payment":"'$(id $1)'","kind":"'$2'","payer":"'$3'","payee":"'$4'",'\
        '"amount_minor":'$5',"currency":"EUR"'${6:-}'}' | giro publish - --topic payment.requested > published.txt
        }
        until_it() { for i in $(seq 150); do if eval "$1"; then return 0; fi; sleep 0.3; done; echo "never: $1"; }
        quiet() { until_it "[ \\$(giro status --json | jq '[.workers[].lanes[].lag] | add') = 0 ]"; }
        state() { until_it "giro trace $(id $1) | grep -q '^payment.*  $2'"; }

        """

    private func run(_ script: String, in directory: URL) async throws -> String {
        let (output, code) = try await GiroProcess.shell(Self.setUp + script, in: directory)
        #expect(code == 0, "\(output)")
        return output
    }

    /// Runs a script and compares what it prints with a file of Transcripts/.
    private func transcribe(_ name: String, in directory: URL, _ script: String) async throws {
        let transcript = Transcript(try await run(script, in: directory))
        #expect(transcript.tooWide == [], "\(name) is wider than a terminal")
        let recorded = try transcript.recorded(as: "\(name).txt")
        #expect(transcript.lines == recorded, "\(name): \(transcript.lines.joined(separator: "\n"))")
    }

    @Test("status, stuck, trace, pause, resume, drain and suspense say what is the matter and what to do")
    func nightShift() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(
            ["up", "--set", "instance.name=till", "--set", "billing.retry.longest=4s"], in: directory)
        #expect(await up.says("Giro is up."), "\(up.output)")

        try await openAccounts(in: directory)
        try await transcribe(
            "pause", in: directory,
            """
            giro pause connector water --reason "their maintenance window" --yes
            giro pause connector water --reason "again" --yes
            giro pause lane wallet bill.paid/99 --reason "no such lane" --yes 2>&1 || code
            (giro pause worker wallet --reason "nobody can be asked" < /dev/null 2>&1 || code) | grep -E '^(Error|exit)'
            """)
        try await getIntoTrouble(in: directory)
        try await transcribe("status", in: directory, "giro status || code")
        try await transcribe("stuck", in: directory, "giro stuck --after 1s || code")
        try await transcribe(
            "trace", in: directory,
            """
            giro trace $(id 2) > trace.txt
            sed -n '1,/UTC/p' trace.txt
            sed -n '/UTC/,/^$/p' trace.txt | sed '1d;$d' | sort -s -k 2,5
            echo; sed -n '/^step/,$p' trace.txt
            giro trace $(id 9) || code
            """)
        try await expectCauses(in: directory)

        try await transcribe(
            "resume", in: directory,
            """
            giro resume connector water --reason "they are back" --yes
            giro resume worker wallet --reason "seen enough" --yes
            giro resume worker wallet --reason "seen enough" --yes
            state 3 settled; state 4 settled
            """)
        try await transcribe(
            "suspense", in: directory,
            """
            echo '{"account":"power","action":"close"}' | giro publish - --topic account.requested > published.txt
            quiet
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json -d '{"rules":[]}'
            state 2 suspended
            giro suspense list || code
            giro suspense release $(id 2) --to power --reason "as asked for" --yes 2>&1 || code
            giro suspense release $(id 2) --to anna --dry-run
            giro suspense release $(id 2) --to anna --reason "power has closed, ticket 4711" --yes
            giro suspense release $(id 2) --to anna --reason "once more" --yes
            giro suspense list
            giro trace $(id 2) | sed -n '/^step/,$p'
            """)
        try await transcribe(
            "drain", in: directory,
            """
            quiet
            giro drain notification --reason "no mail server tonight" --yes
            giro drain notification --reason "once more" --yes 2>&1 || code
            giro status | grep -E "^(notification|till) .*(running|drained)" || true
            giro stuck --after 0s
            giro audit --grace 0s | tail -1
            giro log
            """)
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    private func openAccounts(in directory: URL) async throws {
        _ = try await run(
            """
            BILLERS=$GIRO_SIMULATOR_URL/billers
            cat > setup.jsonl <<END
            {"topic":"account.requested","value":{"account":"bank","action":"open","kind":"external","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"anna","action":"open","kind":"wallet","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"ben","action":"open","kind":"wallet","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"power","action":"open","kind":"biller","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"water","action":"open","kind":"biller","currency":"EUR"}}
            {"topic":"biller.updated","value":{"account":"bank","name":"B","endpoint":"$BILLERS/bank"}}
            {"topic":"biller.updated","value":{"account":"power","name":"P","endpoint":"$BILLERS/power"}}
            {"topic":"biller.updated","value":{"account":"water","name":"W","endpoint":"$BILLERS/water"}}
            END
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json \
                -d '{"rules":[{"match":{"biller":"power"},"behaviour":"error5xx","times":1000000}]}'
            giro publish setup.jsonl > published.txt
            quiet
            """, in: directory)
    }

    private func getIntoTrouble(in directory: URL) async throws {
        let said = try await run(
            """
            sleep 2.5  # workers look for orders once a second
            pay 1 topup bank anna 10000; state 1 settled
            pay 2 bill anna power 700 ',"bill":"P-1"'; pay 3 bill anna water 800 ',"bill":"W-1"'
            pay 1 topup bank anna 99
            echo '{"topic":"payment.requested","key":"anna","raw":"{"}' | giro publish --no-validate - > published.txt
            state 2 debited; state 3 debited
            until_it "giro status | grep -q 'http.*billers/power'"
            until_it "giro status | grep -q 'Dead letters: 3 open'"
            giro pause worker wallet --reason "looking at the ledger" --yes > paused.txt
            sleep 2.5
            pay 4 transfer anna ben 900; state 4 requested; sleep 1.5
            """, in: directory)
        #expect(said == "")
    }

    private func expectCauses(in directory: URL) async throws {
        let json = try await run("giro stuck --after 1s --json || true", in: directory)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let causes = try #require(report["payments"] as? [[String: Any]]).compactMap { $0["cause"] as? String }
        #expect(causes.sorted() == ["biller_paused", "biller_silent", "paused"])
    }
}
