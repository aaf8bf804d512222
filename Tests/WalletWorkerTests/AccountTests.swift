import Messages
import Payments
import Testing
import WalletWorker

@Suite("Accounts")
struct AccountTests {
    private func state(_ account: String, _ wallet: Wallet) throws -> AccountState? {
        try wallet.connection.query(BalancesOf([account])).first?.state
    }

    @Test("Opening twice opens once", arguments: [false, true])
    func openTwice(inOneBatch: Bool) throws {
        let wallet = try Wallet()
        if inOneBatch {
            #expect(try wallet.run(open("ann", overdraft: 5), open("ann", overdraft: 5), open("ann")).words.isEmpty)
        } else {
            #expect(try wallet.run(open("ann", overdraft: 5)).words.isEmpty)
            #expect(try wallet.run(open("ann", overdraft: 5), open("ann")).words.isEmpty)
        }
        #expect(try wallet.balances("ann") == ["ann": 0])
    }

    @Test("Opening an account as something else is a conflict", arguments: [false, true])
    func conflict(inOneBatch: Bool) throws {
        let wallet = try Wallet()
        let others = [open("ann", .biller), open("ann", .wallet, "USD"), open("ann", overdraft: 6)]
        if inOneBatch {
            let answer = try wallet.run(([open("ann", overdraft: 5)] + others).map { (1, $0) })
            #expect(answer.deadLetters == ["account_conflict", "account_conflict", "account_conflict"])
        } else {
            try wallet.run(open("ann", overdraft: 5))
            let answer = try wallet.run(others.map { (1, $0) })
            #expect(answer.deadLetters == ["account_conflict", "account_conflict", "account_conflict"])
        }
        #expect(try wallet.connection.query(BalancesOf(["ann"])).first?.kind == .wallet)
    }

    @Test("States follow requests; asking twice changes nothing")
    func states() throws {
        let wallet = try Wallet()
        try wallet.run(open("ann"))
        for (message, expected) in [
            (freeze("ann"), AccountState.frozen), (freeze("ann"), .frozen), (unfreeze("ann"), .open),
            (unfreeze("ann"), .open), (close("ann"), .closed), (close("ann"), .closed),
        ] {
            #expect(try wallet.run(message).words.isEmpty)
            #expect(try state("ann", wallet) == expected)
        }
    }

    @Test("A closed account stays closed; opening it as it was changes nothing and is no error")
    func closed() throws {
        let wallet = try Wallet()
        try wallet.run(open("ann"), close("ann"))
        let answer = try wallet.run(open("ann"), freeze("ann"), unfreeze("ann"))
        #expect(answer.deadLetters == ["account_closed", "account_closed"])
        #expect(try state("ann", wallet) == .closed)
    }

    @Test("An account with money in it, or with debts, is not closed")
    func notEmpty() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 10, "bob": 0])
        try wallet.run(open("cat", overdraft: 100))
        try wallet.run(TestPayment(.transfer, from: "cat", to: "bob", 10).request)
        let answer = try wallet.run(close("ann"), close("cat"))
        #expect(answer.deadLetters == ["account_not_empty", "account_not_empty"])
        #expect(try state("ann", wallet) == .open)
    }

    @Test("An account can be emptied and closed in one batch")
    func emptied() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 10, "bob": 0])
        let answer = try wallet.run(
            close("ann"), TestPayment(.transfer, from: "ann", to: "bob", 10).request, close("ann"))
        #expect(answer.words == ["debited ann for bob: 10 EUR", "dead letter: account_not_empty"])
        #expect(try state("ann", wallet) == .closed)
        #expect(try wallet.audit().isEmpty)
    }

    @Test("An external account can be closed whatever came from it")
    func external() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 10])
        #expect(try wallet.run(close("bank")).words.isEmpty)
        #expect(
            try wallet.run(TestPayment(.topup, from: "bank", to: "ann", 5).request).words == [
                "rejected bank: account_closed"
            ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("An account that does not exist cannot be changed")
    func missing() throws {
        let answer = try Wallet().run(freeze("ann"), unfreeze("ann"), close("ann"))
        #expect(answer.deadLetters == ["account_not_found", "account_not_found", "account_not_found"])
    }

    @Test("Ids that the ledger keeps for itself cannot be opened")
    func reserved() throws {
        let wallet = try Wallet()
        #expect(
            try wallet.run(open("clearing:EUR"), open("suspense:EUR")).deadLetters == [
                "account_reserved", "account_reserved",
            ])
        #expect(try wallet.balances("clearing:EUR", "suspense:EUR").isEmpty)
    }

    private func setLimit(_ id: String, _ limitMinor: Int64) -> WalletMessage {
        .accountRequested(AccountRequested(account: account(id), action: .setLimit, overdraftLimitMinor: limitMinor))
    }

    @Test("A limit can be changed, and payments of the same batch go by it", arguments: [false, true])
    func limit(inOneBatch: Bool) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 100, "bob": 0])
        let beyond = TestPayment(.transfer, from: "ann", to: "bob", 150)
        let messages = [setLimit("ann", 50), beyond.request, beyond.paid]
        if inOneBatch {
            #expect(try wallet.run(messages.map { (1, $0) }).deadLetters.isEmpty)
        } else {
            for message in messages { #expect(try wallet.run(message).deadLetters.isEmpty) }
        }
        #expect(try wallet.balances("ann", "bob") == ["ann": -50, "bob": 150])
        #expect(try wallet.run(setLimit("ann", 49)).deadLetters == ["limit_in_use"])
        #expect(try wallet.run(setLimit("ann", 50), setLimit("ann", 60), setLimit("ann", 60)).words.isEmpty)
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A limit is changed of accounts that are there, open and inside only")
    func limitRefused() throws {
        let wallet = try Wallet()
        try wallet.run(open("bank", .external), open("old"), close("old"))
        let answer = try wallet.run(setLimit("nobody", 1), setLimit("old", 1), setLimit("bank", 1))
        #expect(answer.deadLetters == ["account_not_found", "account_closed", "kind_not_allowed"])
    }

    @Test("A request to open that comes again after the limit was changed is no conflict; one with another limit is")
    func reopened() throws {
        let wallet = try Wallet()
        try wallet.run(open("ann", overdraft: 5), setLimit("ann", 9))
        #expect(try wallet.run(open("ann", overdraft: 5), open("ann")).words.isEmpty)
        #expect(try wallet.run(open("ann", overdraft: 9)).deadLetters == ["account_conflict"])
        #expect(try wallet.run(setLimit("ann", 5), open("ann", overdraft: 5)).words.isEmpty)
    }
}
