import Foundation
import TestSupport
import Testing

/// The rules of deploy/monitoring, over what a running process really shows: its metrics before and after things go
/// wrong, as if each had been scraped every minute for a while.
@Suite("Alerts over a running stack", .serialized)
struct AlertTests {
    private static let calmMinutes = 30
    private static let firing = [
        "GiroBreakerOpen", "GiroContradiction", "GiroDeadLetters", "GiroMoneySuspended", "GiroWorkerNotReady",
    ]

    @Test("trouble at billers, in messages, with money and in a worker is seen, and nothing is before it begins")
    func trouble() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(
            ["up", "--set", "billing.retry.longest=1s", "--set", "metrics.listen=127.0.0.1:0"], in: directory)
        #expect(await up.says("Ctrl-C stops everything."), "\(up.output)")
        let metrics = try #require(up.output.firstMatch(of: /metrics +(http:\S+)/)).1
        func scrape(after script: String) async throws -> Scrape {
            let script = OperatorTests.setUp + script + "\ncurl -sf \(metrics) > metrics.txt"
            let (output, code) = try await GiroProcess.shell(script, in: directory)
            #expect(code == 0 && output == "", "\(output)")
            return Scrape(try String(contentsOf: directory.appending(path: "metrics.txt"), encoding: .utf8))
        }
        let calm = try await scrape(after: Self.calm)
        let trouble = try await scrape(after: Self.trouble)
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)

        #expect(try await alerts(calm, trouble, at: Self.calmMinutes - 1, in: directory) == [])
        #expect(try await alerts(calm, trouble, at: Self.calmMinutes + 25, in: directory) == Self.firing)
    }

    private static let calm = """
        cat > setup.jsonl <<END
        {"topic":"account.requested","value":{"account":"anna","action":"open","kind":"wallet","currency":"EUR"}}
        {"topic":"account.requested","value":{"account":"gas","action":"open","kind":"biller","currency":"EUR"}}
        {"topic":"biller.updated","value":{"account":"gas","name":"G","endpoint":"$GIRO_SIMULATOR_URL/billers/gas"}}
        END
        giro publish setup.jsonl > published.txt; quiet
        pay 1 topup bank anna 10000; state 1 settled
        pay 2 bill anna gas 100 ',"bill":"G-1"'; state 2 settled
        """

    private static let trouble = """
        curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json -d '{"rules":[
            {"match":{"biller":"northern-power"},"behaviour":"error5xx","times":1000000}]}'
        pay 1 topup bank anna 99
        echo '{"topic":"payment.requested","key":"anna","raw":"{"}' | giro publish --no-validate - > published.txt
        giro pause connector city-water --reason "so that its account can close first" --yes > paused.txt; sleep 2.5
        pay 3 bill anna city-water 700 ',"bill":"W-1"'; state 3 debited
        echo '{"account":"city-water","action":"close"}' | giro publish - --topic account.requested > published.txt
        quiet
        giro resume connector city-water --reason "closed" --yes > resumed.txt; state 3 suspended
        pay 4 bill anna northern-power 800 ',"bill":"P-1"'
        until_it "giro status | grep -q 'open .*billers/northern-power'"
        giro drain notification --reason "a worker that is gone" --yes > drained.txt
        """

    /// The names of the alerts that fire at a minute, by promtool and the rules as they are deployed.
    private func alerts(_ calm: Scrape, _ trouble: Scrape, at minute: Int, in directory: URL) async throws -> [String] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = directory.appending(path: "alerts-\(minute).yml")
        let series = Set(calm.values.keys).union(trouble.values.keys).sorted().map { name in
            let before = calm.values[name].map { "\($0)+0x\(Self.calmMinutes - 1)" } ?? "_x\(Self.calmMinutes)"
            let after = trouble.values[name].map { "\($0)+0x60" } ?? "_x60"
            return "      - {series: '\(name)', values: '\(before) \(after)'}\n"
        }
        // promtool says what it found only when it expected something else: no alert has this name.
        let text = """
            rule_files: ['\(root.path)/deploy/monitoring/alerts.yml']
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:
            \(series.joined())
                promql_expr_test:
                  - expr: count by (alertname) (ALERTS{alertstate="firing"})
                    eval_time: \(minute)m
                    exp_samples: [{labels: '{alertname="NoSuchAlert"}', value: 1}]

            """
        try Data(text.utf8).write(to: file)
        let script = "PATH='\(root.path)/.build/python/bin':$PATH promtool test rules \(file.path)"
        let (output, _) = try await GiroProcess.shell(script, in: directory)
        try #require(output.contains("NoSuchAlert"), "\(output)")
        let found = output.split(separator: "got:").last.map(String.init) ?? ""
        return Set(found.matches(of: /alertname="(Giro\w+)"/).map { String($0.1) }).sorted()
    }
}
