import Payments
import Testing

@Suite("What may be asked for")
struct RequestRulesTests {
    private let anna: AccountID
    private let ben: AccountID

    init() throws {
        anna = try #require(AccountID("anna"))
        ben = try #require(AccountID("ben"))
    }

    @Test("of all kinds of accounts each kind of payment joins exactly one pair", arguments: PaymentKind.allCases)
    func kinds(kind: PaymentKind) {
        let expected: (AccountKind, AccountKind) =
            switch kind {
            case .transfer: (.wallet, .wallet)
            case .bill: (.wallet, .biller)
            case .topup: (.external, .wallet)
            case .withdrawal: (.wallet, .external)
            }
        for payer in AccountKind.allCases {
            for payee in AccountKind.allCases {
                let reason = check(kind, payerKind: payer, payeeKind: payee)
                #expect(reason == ((payer, payee) == expected ? nil : .kindNotAllowed))
            }
        }
    }

    @Test("the first failing check decides, in the documented order")
    func order() {
        #expect(check(.bill, payee: anna, payerKind: nil, amount: 0, currency: "?") == .invalidAmount)
        #expect(check(.bill, payee: anna, payerKind: nil, amount: -1, currency: "?") == .invalidAmount)
        #expect(check(.bill, payee: anna, payerKind: nil, amount: .min, currency: "?") == .invalidAmount)
        #expect(check(.bill, payee: anna, payerKind: nil, amount: .max, currency: "?") == .limitExceeded)
        #expect(check(.bill, payee: anna, payerKind: nil, currency: "?") == .unknownCurrency)
        #expect(check(.bill, payee: anna, payerKind: nil) == .payerIsPayee)
        #expect(check(.bill, payerKind: nil) == .accountNotFound)
        #expect(check(.bill, payeeKind: nil) == .accountNotFound)
        #expect(check(.bill) == .kindNotAllowed)
        #expect(check(.transfer) == nil)
    }

    @Test("the smallest and the largest amount are allowed, their neighbours are not")
    func limits() {
        #expect(check(.transfer, amount: 1) == nil)
        #expect(check(.transfer, amount: MoneyLimits.maximumAmountMinor) == nil)
        #expect(check(.transfer, amount: MoneyLimits.maximumAmountMinor + 1) == .limitExceeded)
        #expect(MoneyLimits.maximumAmountMinor == 1_000_000_000_000_000)
    }

    private func check(
        _ kind: PaymentKind, payee: AccountID? = nil, payerKind: AccountKind? = .wallet,
        payeeKind: AccountKind? = .wallet,
        amount: Int64 = 100, currency: String = "EUR"
    ) -> ReasonCode? {
        RequestRules.check(
            kind: kind, payer: anna, payee: payee ?? ben, payerKind: payerKind, payeeKind: payeeKind,
            amountMinor: amount,
            currency: currency)
    }
}
