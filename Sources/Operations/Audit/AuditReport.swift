/// What an audit looked at and found.
public struct AuditReport: Sendable, Encodable {
    public struct Finding: Sendable, Equatable, Encodable {
        public let check: String
        /// A payment, an account, a lane, a currency.
        public let subject: String
        public let detail: String
    }

    public enum Verdict: String, Sendable, Encodable {
        case clean
        case found
        /// Could not be judged now; `note` says why.
        case skipped
    }

    public struct Check: Sendable, Equatable, Encodable {
        public let name: String
        /// What holds when it is clean.
        public let meaning: String
        public internal(set) var verdict: Verdict
        /// All of them; the report shows the first hundred or so.
        public internal(set) var findings: Int
        public internal(set) var note: String?
    }

    public let at: Moment
    /// Whether all databases were seen at one moment.
    public let isOneMoment: Bool
    /// Payments that any worker knows.
    public let payments: Int64
    public let checks: [Check]
    public let findings: [Finding]
    public let seconds: Double

    public var isClean: Bool { findings.isEmpty }
    public var status: ExitStatus { isClean ? .done : .found }
}

extension AuditReport {
    public func lines(paint: Paint) -> [String] {
        var table = TextTable([.init("check"), .init("result"), .init("what holds", isFlexible: true)])
        for check in checks {
            table.add([.init(check.name), check.cell, .init(check.note ?? check.meaning)])
        }
        return table.lines(paint: paint) + findingLines(paint) + ["", sentence(paint)]
    }

    private func findingLines(_ paint: Paint) -> [String] {
        if findings.isEmpty { return [] }
        var table = TextTable([.init("check"), .init("subject", isFlexible: true), .init("detail", isFlexible: true)])
        for finding in findings {
            table.add([.init(finding.check, .bad), .init(finding.subject), .init(finding.detail)])
        }
        return [""] + table.lines(paint: paint)
    }

    private func sentence(_ paint: Paint) -> String {
        let skipped = checks.count { $0.verdict == .skipped }
        let scope = "\(payments.grouped) payments, \(checks.count - skipped) of \(checks.count) checks"
        let count = checks.reduce(0) { $0 + $1.findings }
        return isClean
            ? paint("Clean: \(scope), nothing found.", .good)
            : paint("\(count.grouped) findings: \(scope).", .bad)
    }
}

extension AuditReport.Check {
    fileprivate var cell: TextTable.Cell {
        switch verdict {
        case .clean: .init("clean", .good)
        case .found: .init("\(findings.grouped) found", .bad)
        case .skipped: .init("not judged", .warning)
        }
    }
}
