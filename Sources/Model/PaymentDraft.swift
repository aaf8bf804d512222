import Payments

/// Makes the order that a scenario calls for. Every order that is to be rejected has exactly one fault.
struct PaymentDraft: Sendable {
    private let population: Population
    private var stamps: PaymentStamps
    private var random: SeededRandom
    private var rosters: [Customer.Role: Roster]

    init(population: Population, stamps: PaymentStamps, random: SeededRandom) {
        self.population = population
        self.stamps = stamps
        self.random = random
        rosters = Dictionary(uniqueKeysWithValues: Customer.Role.allCases.map { ($0, Roster($0, of: population)) })
    }

    mutating func order(_ scenario: Scenario) -> PaymentOrder {
        switch scenario {
        case .transfer, .duplicate, .conflict, .malformed: transfer(from: .steady)
        case .spending: transfer(from: .spender)
        case .overspending: transfer(from: .spender, amountMinor: Amounts.overspent)
        case .overdrawing: transfer(from: .overdrawn)
        case .payerFrozen: transfer(from: .frozen)
        case .payerClosed: transfer(from: .closed)
        case .payeeClosed: transfer(from: .steady, to: .closed)
        case .payeeFrozen: transfer(from: .steady, to: .frozenReceiver)
        case .amountZero: transfer(from: .steady, amountMinor: 0)
        case .amountNegative: transfer(from: .steady, amountMinor: -Amounts.draw(&random))
        case .amountTooLarge: transfer(from: .steady, amountMinor: MoneyLimits.maximumAmountMinor + 1)
        case .payerMissing, .payeeMissing, .payerIsPayee, .billerMissing, .kindNotAllowed: strange(scenario)
        case .payerCurrencyMismatch, .payeeCurrencyMismatch, .currencyUnknown: strangeCurrency(scenario)
        case .bill: bill(BillerRule.invoice)
        case .billerUnannounced: bill(BillerRule.invoice, .unannounced)
        case .billerDisabled: bill(BillerRule.invoice, .disabled)
        case .billRefused: bill(random.pick(BillerRule.refusals).billPrefix)
        case .billLate: bill(BillerRule.late)
        case .billFailing: bill(BillerRule.failing)
        case .billDropped: bill(BillerRule.dropping)
        case .billTwice: bill(BillerRule.twice)
        case .topup: topup(BillerRule.authorisation)
        case .topupRefused: topup(BillerRule.declined)
        case .topupLate: topup(BillerRule.late)
        case .topupFailing: topup(BillerRule.failing)
        case .topupDropped: topup(BillerRule.dropping)
        case .withdrawal: withdrawal(BillerRule.authorisation)
        case .withdrawalRefused: withdrawal(BillerRule.declined)
        case .withdrawalLate: withdrawal(BillerRule.late)
        case .withdrawalFailing: withdrawal(BillerRule.failing)
        case .withdrawalDropped: withdrawal(BillerRule.dropping)
        case .withdrawalOverspending:
            withdrawal(BillerRule.authorisation, from: .spender, amountMinor: Amounts.overspent)
        case .withdrawalFrozen: withdrawal(BillerRule.authorisation, from: .frozen)
        case .withdrawalClosed: withdrawal(BillerRule.authorisation, from: .closed)
        }
    }

    private mutating func transfer(
        from role: Customer.Role, to payeeRole: Customer.Role = .receiver, amountMinor: Int64? = nil
    ) -> PaymentOrder {
        let payer = next(role)
        let payee = anyone(payeeRole, payer.currency)
        return order(
            .transfer, payer.account, payee.account, payer.currency, amountMinor: amountMinor,
            reference: random.pick(PaymentDraft.references))
    }

    private mutating func bill(_ prefix: String, _ standing: Biller.Standing = .open) -> PaymentOrder {
        let payer = next(.steady)
        let payee = random.pick(Biller.payees(payer.currency, standing))
        return order(.bill, payer.account, payee.account, payer.currency, billPrefix: prefix)
    }

    private mutating func topup(_ prefix: String) -> PaymentOrder {
        let payee = next(.receiver)
        let source = random.pick(Biller.sources(payee.currency))
        return order(
            .topup, source.account, payee.account, payee.currency, billPrefix: prefix, reference: "Top-up")
    }

    private mutating func withdrawal(
        _ prefix: String, from role: Customer.Role = .steady, amountMinor: Int64? = nil
    ) -> PaymentOrder {
        let payer = next(role)
        let rail = Biller.rail(payer.currency)
        return order(
            .withdrawal, payer.account, rail.account, payer.currency, amountMinor: amountMinor, billPrefix: prefix,
            reference: "Withdrawal")
    }

    /// Accounts that are not there, or do not go together.
    private mutating func strange(_ scenario: Scenario) -> PaymentOrder {
        var order = scenario == .billerMissing ? bill(BillerRule.invoice) : transfer(from: .steady)
        let nobody = makeAccount("nobody-\(1 + random.below(1000))")
        switch scenario {
        case .payerMissing: order.payer = nobody
        case .payeeMissing, .billerMissing: order.payee = nobody
        case .payerIsPayee: order.payee = order.payer
        default:
            let currency = Currency(order.currency) ?? Population.currencies[0]
            order.payee = random.pick(Biller.payees(currency)).account
        }
        return order
    }

    /// Currencies that do not go together: the payment's with both accounts', the payee's with the others, or none at
    /// all.
    private mutating func strangeCurrency(_ scenario: Scenario) -> PaymentOrder {
        var order = transfer(from: .steady)
        let others = Population.currencies.filter { $0.code != order.currency }
        let other = random.pick(others)
        switch scenario {
        case .payerCurrencyMismatch: order.currency = other.code
        case .payeeCurrencyMismatch: order.payee = anyone(.receiver, other).account
        default: order.currency = random.pick(["ZZZ", "eur", "E", "DOGECOIN"])
        }
        return order
    }

    private mutating func order(
        _ kind: PaymentKind, _ payer: AccountID, _ payee: AccountID, _ currency: Currency, amountMinor: Int64? = nil,
        billPrefix: String? = nil, reference: String? = nil
    ) -> PaymentOrder {
        let stamp = stamps.stamp()
        return PaymentOrder(
            id: stamp.id, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor ?? Amounts.draw(&random),
            currency: currency.code, bill: billPrefix.map { $0 + digits(stamp.number, 8) }, reference: reference,
            requestedAt: stamp.requestedAt)
    }

    private mutating func next(_ role: Customer.Role) -> Customer {
        guard let customer = rosters[role]?.next(&random) else {
            preconditionFailure("there is a roster of every role")
        }
        return customer
    }

    private mutating func anyone(_ role: Customer.Role, _ currency: Currency) -> Customer {
        guard let roster = rosters[role] else { preconditionFailure("there is a roster of every role") }
        return roster.any(currency, &random)
    }

    /// None, plain, and everything that a careless writer of JSON or mail gets wrong.
    private static let references: [String?] = [
        nil, "Rent for March", "Miete März", "üür ja küte", "家賃 3月", "say \"thanks\"", "back\\slash", "a=b&c<d>", "🎁",
    ]
}
