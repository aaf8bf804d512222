/// Findings by check, the first of each kept and the rest counted.
struct AuditFindings {
    private(set) var kept: [AuditReport.Finding] = []
    private var counts: [AuditCheck: Int] = [:]
    private var notes: [AuditCheck: String] = [:]

    static let keptOfEach = 100

    /// - Parameter name: the particular rule, where the check has several.
    mutating func add(_ check: AuditCheck, rule name: String? = nil, _ subject: String, _ detail: String) {
        counts[check, default: 0] += 1
        guard counts[check, default: 0] <= Self.keptOfEach else { return }
        kept.append(AuditReport.Finding(check: name ?? check.rawValue, subject: subject, detail: detail))
    }

    mutating func skip(_ check: AuditCheck, because note: String) { notes[check] = note }

    /// Every check with what came of it. What was found counts, also by a check that could not look at everything.
    var checks: [AuditReport.Check] {
        AuditCheck.allCases.map { check in
            let count = counts[check, default: 0]
            let verdict: AuditReport.Verdict = count > 0 ? .found : notes[check] == nil ? .clean : .skipped
            return AuditReport.Check(
                name: check.rawValue, meaning: check.meaning, verdict: verdict, findings: count, note: notes[check])
        }
    }
}
