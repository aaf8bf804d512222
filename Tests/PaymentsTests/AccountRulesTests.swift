import Payments
import TestSupport
import Testing

@Suite("What may leave and enter an account")
struct AccountRulesTests {
    private let euro: Currency
    private let yen: Currency

    init() throws {
        euro = try #require(Currency("EUR"))
        yen = try #require(Currency("JPY"))
    }

    @Test("an account that is not there cannot be used")
    func missing() {
        #expect(AccountRules.debit(account: nil, amountMinor: 1, currency: euro) == .accountNotFound)
        #expect(AccountRules.credit(account: nil, amountMinor: 1, currency: euro) == .accountNotFound)
    }

    @Test("a wallet can be emptied and not more")
    func balance() {
        #expect(AccountRules.debit(account: wallet(100), amountMinor: 100, currency: euro) == nil)
        #expect(AccountRules.debit(account: wallet(100), amountMinor: 101, currency: euro) == .insufficientFunds)
        #expect(AccountRules.debit(account: wallet(0), amountMinor: 1, currency: euro) == .insufficientFunds)
        #expect(AccountRules.debit(account: wallet(-5), amountMinor: 1, currency: euro) == .insufficientFunds)
    }

    @Test("an overdraft limit is how far below zero a wallet may go")
    func overdraft() {
        #expect(AccountRules.debit(account: wallet(100, overdraft: 50), amountMinor: 150, currency: euro) == nil)
        #expect(
            AccountRules.debit(account: wallet(100, overdraft: 50), amountMinor: 151, currency: euro)
                == .insufficientFunds)
        #expect(
            AccountRules.debit(account: wallet(0, overdraft: -50), amountMinor: 1, currency: euro) == .insufficientFunds
        )
        #expect(
            AccountRules.debit(account: wallet(0, overdraft: .min), amountMinor: 1, currency: euro)
                == .insufficientFunds)
    }

    @Test("a frozen account can be paid into and not debited; a closed one neither")
    func states() {
        #expect(
            AccountRules.debit(account: wallet(9, state: .frozen), amountMinor: 1, currency: euro) == .accountFrozen)
        #expect(AccountRules.credit(account: wallet(9, state: .frozen), amountMinor: 1, currency: euro) == nil)
        #expect(
            AccountRules.debit(account: wallet(9, state: .closed), amountMinor: 1, currency: euro) == .accountClosed)
        #expect(
            AccountRules.credit(account: wallet(9, state: .closed), amountMinor: 1, currency: euro) == .accountClosed)
    }

    @Test(
        "external, clearing and suspense accounts have no floor",
        arguments: [AccountKind.external, .clearing, .suspense])
    func noFloor(kind: AccountKind) {
        var account = wallet(0)
        account.kind = kind
        #expect(AccountRules.debit(account: account, amountMinor: 1_000_000, currency: euro) == nil)
        account.balanceMinor = .min
        #expect(AccountRules.debit(account: account, amountMinor: 1, currency: euro) == .limitExceeded)
    }

    @Test("the first failing check decides, in the documented order")
    func order() {
        var account = wallet(0, state: .closed)
        #expect(AccountRules.debit(account: account, amountMinor: 0, currency: yen) == .accountClosed)
        account.state = .frozen
        #expect(AccountRules.debit(account: account, amountMinor: 0, currency: yen) == .accountFrozen)
        account.state = .open
        #expect(AccountRules.debit(account: account, amountMinor: 0, currency: yen) == .currencyMismatch)
        #expect(AccountRules.debit(account: account, amountMinor: 0, currency: euro) == .invalidAmount)
        #expect(
            AccountRules.debit(account: account, amountMinor: MoneyLimits.maximumAmountMinor + 1, currency: euro)
                == .limitExceeded)
        #expect(AccountRules.debit(account: account, amountMinor: 1, currency: euro) == .insufficientFunds)
    }

    @Test("an allowed movement never overflows and never leaves a wallet below its limit; a refused one would")
    func property() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<10_000 {
            let account = AccountSnapshot(
                kind: random.element(of: AccountKind.allCases), state: .open, currency: euro,
                balanceMinor: random.amount(), overdraftLimitMinor: random.element(of: [nil, 0, random.amount()]))
            let amount = random.amount()
            let floor: Int128 =
                switch account.kind {
                case .wallet, .biller: -Int128(max(0, account.overdraftLimitMinor ?? 0))
                case .external, .clearing, .suspense: Int128(Int64.min)
                }
            let isAmount = MoneyLimits.amountMinor.contains(amount)
            let after = Int128(account.balanceMinor) - Int128(amount)
            #expect(
                (AccountRules.debit(account: account, amountMinor: amount, currency: euro) == nil)
                    == (isAmount && after >= max(floor, Int128(Int64.min))))
            #expect(
                (AccountRules.credit(account: account, amountMinor: amount, currency: euro) == nil)
                    == (isAmount && Int128(account.balanceMinor) + Int128(amount) <= Int128(Int64.max)))
        }
    }

    private func wallet(_ balance: Int64, overdraft: Int64? = nil, state: AccountState = .open) -> AccountSnapshot {
        AccountSnapshot(
            kind: .wallet, state: state, currency: euro, balanceMinor: balance, overdraftLimitMinor: overdraft)
    }
}
