import Payments
import Testing
import WalletWorker

/// Messages about payments that have come to an end already, or never began.
@Suite("Releases that come late")
struct LateReleaseTests {
    private func funded() throws -> Wallet {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        try wallet.run(open("power", .biller))
        return wallet
    }

    @Test("A payment nobody knows is a dead letter")
    func unknown() throws {
        let wallet = try funded()
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let words = ["dead letter: unknown_payment", "dead letter: unknown_payment"]
        #expect(try wallet.run(payment.paid, payment.failed()).words == words)
    }

    @Test("A payment that was rejected holds nothing to release", arguments: [false, true])
    func rejected(inOneBatch: Bool) throws {
        let wallet = try funded()
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 3_000)
        if inOneBatch {
            #expect(try wallet.run(payment.request, payment.paid).deadLetters == ["unknown_payment"])
        } else {
            try wallet.run(payment.request)
            #expect(try wallet.run(payment.failed()).deadLetters == ["unknown_payment"])
        }
        #expect(try wallet.balances("ann", "bob") == ["ann": 1_000, "bob": 0])
    }

    /// What is heard of one held payment, one after the other, and what is said to it.
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: PaymentKind
        let closing: String?
        let heard: [Bool]
        let words: [String]
    }

    private static let paid = true
    private static let failed = false
    private static let stories = [
        Story(
            testDescription: "paid twice", kind: .transfer, closing: nil, heard: [paid, paid],
            words: ["settled to bob: 300 EUR", "settled to bob: 300 EUR"]),
        Story(
            testDescription: "failed twice", kind: .bill, closing: nil, heard: [failed, failed],
            words: ["refunded to ann: 300 EUR (expired)", "refunded to ann: 300 EUR (expired)"]),
        Story(
            testDescription: "failed after paid", kind: .bill, closing: nil, heard: [paid, failed],
            words: ["settled to power: 300 EUR", "dead letter: already_settled"]),
        Story(
            testDescription: "paid after failed", kind: .bill, closing: nil, heard: [failed, paid],
            words: [
                "refunded to ann: 300 EUR (expired)", "refunded to ann: 300 EUR (expired)",
                "dead letter: already_refunded",
            ]),
        Story(
            testDescription: "paid twice to a closed payee", kind: .transfer, closing: "bob", heard: [paid, paid],
            words: ["refunded to ann: 300 EUR (account_closed)", "refunded to ann: 300 EUR (account_closed)"]),
        Story(
            testDescription: "failed after paid to a closed payee", kind: .transfer, closing: "bob",
            heard: [paid, failed],
            words: ["refunded to ann: 300 EUR (account_closed)", "refunded to ann: 300 EUR (account_closed)"]),
        Story(
            testDescription: "paid twice into suspense", kind: .bill, closing: "power", heard: [paid, paid],
            words: [
                "suspended to suspense:EUR: 300 EUR (account_closed)",
                "suspended to suspense:EUR: 300 EUR (account_closed)",
            ]),
        Story(
            testDescription: "failed after paid into suspense", kind: .bill, closing: "power", heard: [paid, failed],
            words: ["suspended to suspense:EUR: 300 EUR (account_closed)", "dead letter: already_settled"]),
    ]

    @Test("The money stays where it went first", arguments: stories, [false, true])
    func story(_ story: Story, inOneBatch: Bool) throws {
        let wallet = try funded()
        let payment = TestPayment(story.kind, from: "ann", to: story.kind == .bill ? "power" : "bob", 300)
        var messages = [payment.request]
        if let closing = story.closing { messages.append(close(closing)) }
        messages += story.heard.map { $0 ? payment.paid : payment.failed(.expired) }
        var words: [String] = []
        if inOneBatch {
            let answer = try wallet.run(messages.map { (1, $0) })
            words = answer.words
        } else {
            for (index, message) in messages.enumerated() {
                words += try wallet.run(message, lane: Int32(index)).words
            }
        }
        #expect(Array(words.dropFirst()) == story.words)
        #expect(try wallet.connection.query(TransfersOf(payment.payment)).count == 2)
        #expect(try wallet.balances("clearing:EUR") == ["clearing:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }
}
