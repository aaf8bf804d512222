/// What must be true of a finished run. Each names what is wrong, a few cases of it and how many there are.
public enum Checker: String, Sendable, CaseIterable {
    case audit
    case everyPaymentIsFinal = "every_payment_is_final"
    case states
    case balances
    case deadLetters = "dead_letters"
    case billerEffects = "biller_effects"
    case mails
    case webhooks
    case advances
    case outboxNumbers = "outbox_numbers"
    case events
    case processes
    case deadlyRecords = "deadly_records"
    case watch

    public func violations(in history: History) -> [Violation] {
        let sentences =
            switch self {
            case .audit: history.auditProblems
            case .everyPaymentIsFinal: history.unfinishedProblems
            case .states: history.stateProblems
            case .balances: history.balanceProblems
            case .deadLetters: history.deadLetterProblems
            case .billerEffects: history.billerProblems
            case .mails: history.mailProblems
            case .webhooks: history.webhookProblems
            case .advances: history.advanceProblems
            case .outboxNumbers: history.outboxProblems
            case .events: history.eventProblems
            case .processes: history.unexpectedEnds
            case .deadlyRecords: history.deadlyProblems
            case .watch: history.unwatched
            }
        return sentences.map { Violation(checker: rawValue, detail: $0) }
    }

    public static func all(in history: History) -> [Violation] {
        allCases.flatMap { $0.violations(in: history) }
    }
}

/// Something that must never be, and was.
public struct Violation: Sendable, Equatable, Encodable {
    public let checker: String
    public let detail: String

    public init(checker: String, detail: String) {
        self.checker = checker
        self.detail = detail
    }
}
