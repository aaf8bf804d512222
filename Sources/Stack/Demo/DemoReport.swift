import Model
import Operations
import Payments
import WalletWorker

/// What the demo found: outcomes by kind, and everything that is not as the model says.
public struct DemoReport: Sendable, Encodable {
    public struct Outcome: Sendable, Equatable, Encodable {
        public let kind: String
        /// `settled`, `refunded/<reason>`, `rejected/<reason>`.
        public let outcome: String
        public let count: Int
        public let expected: Int
    }

    public let lines: Int
    public let payments: Int
    public let outcomes: [Outcome]
    public let deadLetters: Int
    public let deadLettersExpected: Int
    public let accounts: Int
    /// What differs from the model: account ids with the balance found and the one expected.
    public let wrongBalances: [String]
    public let auditFindings: Int
    public let seconds: Double
    public let paymentsPerSecond: Double
    /// The most memory this process has had resident.
    public let peakResidentMebibytes: Int

    init(
        expectation: Expectation, balances: [BalancesOf.Balance], outcomes counted: [CountOutcomesOf.Row],
        deadLetters: [String: Int], audit: AuditReport, seconds: Double
    ) {
        lines = expectation.lines
        payments = expectation.payments
        outcomes = Self.outcomes(expectation, counted)
        self.deadLetters = deadLetters.values.reduce(0, +)
        deadLettersExpected = expectation.deadLetters.values.reduce(0) { $0 + $1.values.reduce(0, +) }
        accounts = expectation.balances.count
        wrongBalances = Self.wrong(expectation, balances)
        auditFindings = audit.findings.count
        self.seconds = (seconds * 1_000).rounded() / 1_000
        paymentsPerSecond = (Double(expectation.payments) / seconds).rounded()
        peakResidentMebibytes = ProcessMemory.peakResidentMebibytes()
    }

    /// Whether everything is as the model says.
    public var isAsExpected: Bool {
        wrongBalances.isEmpty && auditFindings == 0 && deadLetters == deadLettersExpected
            && wrongOutcomes.isEmpty
    }

    var wrongOutcomes: [Outcome] { outcomes.filter { $0.count != $0.expected } }

    private static func outcomes(_ expectation: Expectation, _ counted: [CountOutcomesOf.Row]) -> [Outcome] {
        var found: [String: [String: Int]] = [:]
        for row in counted { found[row.kind, default: [:]][row.outcome, default: 0] += Int(row.count) }
        return PaymentKind.allCases.flatMap { kind -> [Outcome] in
            let expected = expectation.statesByKind[kind] ?? [:]
            let counted = found[kind.rawValue] ?? [:]
            return Set(expected.keys).union(counted.keys).sorted().map { label in
                Outcome(
                    kind: kind.rawValue, outcome: label, count: counted[label] ?? 0, expected: expected[label] ?? 0)
            }
        }
    }

    private static func wrong(_ expectation: Expectation, _ balances: [BalancesOf.Balance]) -> [String] {
        let found = Dictionary(balances.map { ($0.account, $0.balanceMinor) }, uniquingKeysWith: +)
        return expectation.balances.sorted { $0.key.text < $1.key.text }.compactMap { account, expected in
            let balance = found[account.text]
            if balance == expected { return nil }
            return "\(account.text): \(balance.map(String.init) ?? "no account"), expected \(expected)"
        }
    }
}
