/// What a payment line is meant to show. Weights are per mille of the lines in the phase of payments.
enum Scenario: CaseIterable {
    case transfer
    case bill
    case topup
    case spending
    case overspending
    case overdrawing
    case payerFrozen
    case payerClosed
    case payeeClosed
    case payeeFrozen
    case payerMissing
    case payeeMissing
    case billerMissing
    case billerUnannounced
    case billerDisabled
    case payerCurrencyMismatch
    case payeeCurrencyMismatch
    case currencyUnknown
    case amountZero
    case amountNegative
    case amountTooLarge
    case payerIsPayee
    case kindNotAllowed
    case billRefused
    case billLate
    case billFailing
    case billDropped
    case billTwice
    case topupRefused
    case topupLate
    case topupFailing
    case topupDropped
    case withdrawal
    case withdrawalRefused
    case withdrawalLate
    case withdrawalFailing
    case withdrawalDropped
    case withdrawalOverspending
    case withdrawalFrozen
    case withdrawalClosed
    case duplicate
    case conflict
    case malformed

    var weight: Int {
        switch self {
        case .transfer: 380
        case .bill: 210
        case .topup: 90
        case .spending: 50
        case .overdrawing: 40
        case .duplicate: 30
        case .withdrawal: 26
        case .billRefused: 25
        case .payerFrozen, .conflict: 12
        case .overspending, .payeeClosed, .payeeFrozen, .malformed: 10
        case .billLate: 8
        case .billDropped: 7
        case .amountZero, .payerCurrencyMismatch, .payeeCurrencyMismatch: 6
        case .payerClosed, .payerMissing, .payeeMissing, .payerIsPayee, .kindNotAllowed, .topupRefused: 5
        case .billerUnannounced, .withdrawalRefused: 4
        case .billFailing, .amountNegative, .amountTooLarge, .currencyUnknown, .billerMissing, .withdrawalOverspending:
            3
        case .billerDisabled, .billTwice, .topupLate, .topupDropped, .withdrawalLate, .withdrawalDropped,
            .withdrawalFrozen, .withdrawalClosed:
            2
        case .topupFailing, .withdrawalFailing: 1
        }
    }

    /// The customers without whom it cannot be shown.
    var role: Customer.Role? {
        switch self {
        case .spending, .overspending, .withdrawalOverspending: .spender
        case .overdrawing: .overdrawn
        case .payerFrozen, .withdrawalFrozen: .frozen
        case .payerClosed, .payeeClosed, .withdrawalClosed: .closed
        case .payeeFrozen: .frozenReceiver
        default: nil
        }
    }

    /// From this many lines on, the first lines are one of each.
    static let smallestWithEach = 60

    static func pick(_ random: inout SeededRandom) -> Scenario {
        var rest = random.below(totalWeight)
        for scenario in allCases {
            rest -= scenario.weight
            if rest < 0 { return scenario }
        }
        return .transfer
    }

    private static let totalWeight = allCases.reduce(0) { $0 + $1.weight }
}
