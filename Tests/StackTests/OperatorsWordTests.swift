import Foundation
import TestSupport
import Testing

/// What operators change about money: accounts that they freeze, invoices that they decide.
@Suite("An operator's word", .serialized)
struct OperatorsWordTests {
    @Test("an account is frozen and opened again, an invoice in doubt is decided, and the books stay right")
    func words() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up", "--set", "billing.retry.longest=2s"], in: directory)
        #expect(await up.says("Giro is up.", within: .seconds(180)), "\(up.output)")
        try await open(in: directory)
        try await freeze(in: directory)
        try await decide(in: directory)
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    private func run(_ script: String, in directory: URL) async throws -> [String] {
        let (output, code) = try await GiroProcess.shell(OperatorTests.setUp + script, in: directory)
        #expect(code == 0, "\(output)")
        return output.split(separator: "\n").map(String.init)
    }

    private func open(in directory: URL) async throws {
        _ = try await run(
            """
            BILLERS=$GIRO_SIMULATOR_URL/billers
            cat > setup.jsonl <<END
            {"topic":"account.requested","value":{"account":"bank","action":"open","kind":"external","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"anna","action":"open","kind":"wallet","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"ben","action":"open","kind":"wallet","currency":"EUR"}}
            {"topic":"account.requested","value":{"account":"power","action":"open","kind":"biller","currency":"EUR"}}
            {"topic":"biller.updated","value":{"account":"bank","name":"B","endpoint":"$BILLERS/bank"}}
            {"topic":"biller.updated","value":{"account":"power","name":"P","endpoint":"$BILLERS/power"}}
            END
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -o rules.json \
                -d '{"rules":[{"match":{"biller":"power"},"behaviour":"error5xx","times":1000000}]}'
            giro publish setup.jsonl > published.txt
            quiet
            pay 1 topup bank anna 10000; state 1 settled
            """, in: directory)
    }

    private func freeze(in directory: URL) async throws {
        let said = try await run(
            """
            giro account freeze anna --dry-run
            giro account freeze anna --reason "her card was stolen" --yes
            giro account freeze anna --reason "once more" --yes
            giro account freeze carl --reason "no such account" --yes 2>&1 || code
            pay 2 transfer anna ben 100; state 2 "rejected (account_frozen)"
            giro account show anna --json | jq -c '[.account.state, .account.balance_minor, .latest[0].counterparty]'
            giro account unfreeze anna --reason "she has a new one" --yes
            pay 3 transfer anna ben 2500; state 3 settled
            giro account list --kind wallet | sed 's/  */ /g'
            giro account show bank | sed -n '2p' | sed 's/  */ /g'
            (giro account freeze ben --yes 2>&1 || code) | sed 's/Usage.*/Usage/'
            """, in: directory)
        #expect(
            said == [
                "account anna would be frozen: it takes money and gives none",
                "account anna is frozen: it takes money and gives none",
                "account anna was frozen: it takes money and gives none before",
                "giro: unknown_target: there is no account carl", "exit code 2", #"["frozen",10000,"bank"]"#,
                "account anna is open", "account kind state balance overdraft entries",
                "anna wallet open 75.00 EUR - 2", "ben wallet open 25.00 EUR - 1",
                "bank external open -100.00 EUR - 1", "Error: say why with --reason", "Usage",
                "  See 'giro account freeze --help' for more information.", "exit code 64",
            ])
    }

    private func decide(in directory: URL) async throws {
        let said = try await run(
            """
            pay 4 bill anna power 700 ',"bill":"P-1"'; pay 5 bill anna power 800 ',"bill":"P-2"'
            decidable() {
                giro invoice list --json > list.json || true
                jq '[.invoices[] | select(.is_decidable)] | length' list.json
            }
            until_it '[ "$(decidable)" = 2 ]'
            giro invoice decide $(id 3) --paid --reason "a transfer" --yes 2>&1 || code
            giro invoice decide $(id 9) --paid --reason "of another" --yes 2>&1 || code
            decided() {
                until_it "giro invoice decide $1 --reason 'they said so on the phone' --yes > word.txt 2> no.txt"
                cat word.txt
            }
            decided "$(id 4) --paid --receipt R-7"; decided "$(id 5) --failed"
            state 4 settled; state 5 "refunded (biller_refused)"
            giro invoice decide $(id 4) --paid --reason "again" --yes
            giro invoice decide $(id 4) --failed --reason "no" --yes 2>&1 || code
            giro invoice list
            giro trace $(id 4) | grep -c "decided by an operator, receipt R-7"
            giro log --command "invoice decide" --json |
                jq -r '.operations[] | select(.detail == "decided") | .target + ": " + .reason' | sort
            quiet; giro audit --grace 0s | tail -1
            """, in: directory)
        let four = "0198c0de-0000-7000-8000-000000000004"
        let five = "0198c0de-0000-7000-8000-000000000005"
        #expect(
            said == [
                "giro: unknown_target: payment 0198c0de-0000-7000-8000-000000000003 is not to be decided: a transfer "
                    + "is paid with its debit", "exit code 2",
                "giro: unknown_target: billing knows no payment 0198c0de-0000-7000-8000-000000000009", "exit code 2",
                "payment \(four), 7.00 EUR from anna to power, is decided as paid: the payee gets the money",
                "payment \(five), 8.00 EUR from anna to power, is decided as failed: the payer gets the money back",
                "payment \(four), 7.00 EUR from anna to power, was decided as paid before",
                "giro: unknown_target: payment \(four) is not to be decided: it is paid", "exit code 2",
                "Every invoice is decided.", "1", "payment \(four) as paid: they said so on the phone",
                "payment \(five) as failed: they said so on the phone",
                "Clean: 5 payments, 12 of 12 checks, nothing found.",
            ])
    }
}
