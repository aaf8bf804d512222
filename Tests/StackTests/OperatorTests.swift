import Foundation
import TestSupport
import Testing

/// A night shift: a biller that is out of order, one that is paused, a request that contradicts another, a paused and
/// a drained worker.
@Suite("An operator's session on a stack in trouble", .serialized)
struct OperatorTests {
    private static let setUp = """
        set -a; . .giro/giro.env; OPERATOR_NAME="night shift"; set +a
        giro() { .build/release/giro "$@"; }
        cat > setup.jsonl <<END
        {"topic":"account.requested","value":{"account":"bank","action":"open","kind":"external","currency":"EUR"}}
        {"topic":"account.requested","value":{"account":"anna","action":"open","kind":"wallet","currency":"EUR"}}
        {"topic":"account.requested","value":{"account":"ben","action":"open","kind":"wallet","currency":"EUR"}}
        {"topic":"account.requested","value":{"account":"power","action":"open","kind":"biller","currency":"EUR"}}
        {"topic":"account.requested","value":{"account":"water","action":"open","kind":"biller","currency":"EUR"}}
        {"topic":"biller.updated","value":{"account":"bank","name":"B","endpoint":"$GIRO_SIMULATOR_URL/billers/bank"}}
        {"topic":"biller.updated","value":{"account":"power","name":"P","endpoint":"$GIRO_SIMULATOR_URL/billers/power"}}
        {"topic":"biller.updated","value":{"account":"water","name":"W","endpoint":"$GIRO_SIMULATOR_URL/billers/water"}}
        END
        pay() {  # the last digit of the id, kind, payer, payee, amount
            echo '{"payment":"0198c0de-0000-7000-8000-00000000000'$1'","kind":"'$2'","payer":"'$3'","payee":"'$4'",'\
        '"amount_minor":'$5',"currency":"EUR"'${6:-}'}' | giro publish - --topic payment.requested > published.txt
        }

        """

    private func run(_ script: String, in directory: URL) async throws -> String {
        let (output, code) = try await GiroProcess.shell(Self.setUp + script, in: directory)
        #expect(code == 0, "\(output)")
        return output
    }

    @Test("status, stuck, trace, pause, resume and drain say what is the matter and what to do")
    func nightShift() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Giro is up."), "\(up.output)")

        let pausing = try await run(
            """
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json \
                -d '{"rules":[{"match":{"biller":"power"},"behaviour":"error5xx","times":1000000}]}'
            giro publish setup.jsonl > published.txt; sleep 2
            giro pause connector water --reason "their maintenance window" --yes
            giro pause connector water --reason "again" --yes
            giro pause lane wallet bill.paid/99 --reason "no such lane" --yes 2>&1 || echo "exit code $?"
            giro pause worker wallet --reason "nobody can be asked" < /dev/null 2>&1 | sed -n 1p
            """, in: directory)
        try Transcript(pausing).expect("pause")

        _ = try await run(
            """
            pay 1 topup bank anna 10000; sleep 2
            pay 2 bill anna power 700 ',"bill":"P-1"'; pay 3 bill anna water 800 ',"bill":"W-1"'
            pay 1 topup bank anna 99; sleep 8
            giro pause worker wallet --reason "looking at the ledger" --yes; sleep 2
            pay 4 transfer anna ben 900; sleep 6
            """, in: directory)
        try Transcript(try await run("giro status || echo \"exit code $?\"", in: directory)).expect("status")
        try Transcript(try await run("giro stuck --after 1s || echo \"exit code $?\"", in: directory)).expect("stuck")
        let trace = try await run("giro trace 0198c0de-0000-7000-8000-000000000001", in: directory)
        try Transcript(trace).expect("trace", sorted: true)
        #expect(trace.split(separator: "\n").allSatisfy { $0.count <= 100 })

        let json = try await run("giro stuck --after 1s --json || true", in: directory)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let causes = try #require(report["payments"] as? [[String: Any]]).compactMap { $0["cause"] as? String }
        #expect(causes.sorted() == ["biller_paused", "biller_silent", "paused"])

        let ending = try await run(
            """
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json -d '{"rules":[]}'
            giro resume connector water --reason "they are back" --yes
            giro resume worker wallet --reason "seen enough" --yes
            for i in $(seq 60); do giro stuck --after 0s > stuck.txt && break; sleep 1; done; cat stuck.txt
            giro drain notification --reason "no mail server tonight" --yes
            giro drain notification --reason "once more" --yes 2>&1 || echo "exit code $?"
            giro status | grep -E "^(notification|host-notification|$(hostname)-notification) " || true
            giro log | tail -n +2 | cut -c 22- | sort
            giro audit --grace 0s | tail -1
            """, in: directory)
        try Transcript(ending).expect("resume")
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }
}
