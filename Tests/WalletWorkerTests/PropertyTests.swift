import TestSupport
import Testing
import WalletWorker

@Suite("The ledger against a sequential model")
struct PropertyTests {
    private static let messages = 400

    @Test(
        "However a stream is cut into batches, it comes to what one message after the other comes to",
        arguments: 1...8 as ClosedRange<UInt64>, [1, 7, 60, messages])
    func anyBatches(seed: UInt64, longest: Int) throws {
        var traffic = RandomTraffic(seed: seed)
        let stream = (0..<Self.messages).map { _ in traffic.next() } + traffic.departures()
        var model = SequentialLedger()
        for (_, message) in stream { model.apply(message) }

        let wallet = try Wallet()
        var random = SeededGenerator(seed: seed ^ UInt64(longest))
        var events: [String] = []
        var deadLetters: [String] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let answer = try wallet.run(Array(rest.prefix(Int.random(in: 1...longest, using: &random))))
            rest = rest.dropFirst(answer.size)
            events += answer.words.prefix(answer.events.count)
            deadLetters += answer.deadLetters
        }
        #expect(events == model.events)
        #expect(deadLetters == model.deadLetters)
        try compare(wallet, model)
        #expect(try wallet.audit().isEmpty)
    }

    private func compare(_ wallet: Wallet, _ model: SequentialLedger) throws {
        let found = try wallet.connection.query(BalancesOf(Array(model.accounts.keys)))
        #expect(found.count == model.accounts.count)
        for balance in found {
            let expected = try #require(model.accounts[balance.account])
            #expect(balance.balanceMinor == expected.balance, "\(balance.account)")
            #expect(balance.state?.rawValue == expected.state, "\(balance.account)")
            #expect(balance.kind == expected.kind)
        }
        for currency in ["EUR", "JPY", "USD"] {
            let (clearing, suspense) = ("clearing:\(currency)", "suspense:\(currency)")
            let balances = try wallet.balances(clearing, suspense)
            #expect(balances[clearing] ?? 0 == model.clearing[currency] ?? 0)
            #expect(balances[suspense] ?? 0 == model.suspense[currency] ?? 0)
        }
    }

    @Test("Random traffic reaches every outcome", arguments: [1 as UInt64])
    func coverage(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        var model = SequentialLedger()
        for _ in 0..<8 * Self.messages { model.apply(traffic.next().message) }
        for (_, message) in traffic.departures() { model.apply(message) }
        for word in [
            "debited", "settled", "refunded", "suspended", "insufficient_funds", "account_frozen",
            "account_closed", "account_not_found", "kind_not_allowed", "currency_mismatch", "payer_is_payee",
            "invalid_amount", "limit_exceeded", "unknown_currency",
        ] {
            #expect(model.events.contains { $0.contains(word) }, "\(word)")
        }
        #expect(
            Set(model.deadLetters) == [
                "idempotency_conflict", "unknown_payment", "already_settled", "already_refunded", "account_conflict",
                "account_closed", "account_not_found", "account_not_empty", "not_suspended", "already_released",
            ])
    }
}
