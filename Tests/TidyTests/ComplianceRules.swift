import Foundation

/// A page about a standard has every requirement once, and claims nothing without a source and a test.
enum ComplianceRules {
    static let met = "met"
    static let notApplicable = "not applicable"
    static let notMet = "not met"
    /// What no program can do: rules, people, rooms.
    static let operators = "operator's"

    /// - Parameters:
    ///   - requirements: every id, with its level; the level is nil where the standard has none.
    ///   - exists: is asked with paths relative to the root.
    static func findings(
        in page: CompliancePage, requirements: [String: Int?], states: [String], tests: TestIndex,
        exists: (String) -> Bool
    ) -> [Finding] {
        var findings = page.rows.flatMap { row in
            faults(of: row, requirements, states).map { finding(page, row, $0) }
                + (row.state == met ? unproven(row, tests, exists) : unclaimed(row)).map { finding(page, row, $0) }
        }
        let times = Dictionary(page.rows.map { ($0.id, 1) }, uniquingKeysWith: +)
        for id in requirements.keys.sorted() where times[id] != 1 {
            let message = times[id] == nil ? "\(id) is missing" : "\(id) is there more than once"
            findings.append(Finding(file: page.file.path, line: 0, message: message))
        }
        for state in states where !page.file.text.contains(" \(page.count(state)) \(state)") {
            let message = "the sum does not say \(page.count(state)) \(state)"
            findings.append(Finding(file: page.file.path, line: 0, message: message))
        }
        return findings
    }

    private static func faults(
        of row: CompliancePage.Row, _ requirements: [String: Int?], _ states: [String]
    ) -> [String] {
        guard let level = requirements[row.id] else { return ["is no requirement"] }
        var faults: [String] = []
        if row.level != level.map({ String($0) }) ?? "" { faults.append("has another level") }
        if row.about.isEmpty { faults.append("does not say what it is about") }
        if row.how.isEmpty { faults.append("gives no place and no reason") }
        if !states.contains(row.state) { faults.append("has no state: \(row.state)") }
        return faults
    }

    /// What is met is met somewhere in the tree, and a test fails when it is not any more.
    private static func unproven(
        _ row: CompliancePage.Row, _ tests: TestIndex, _ exists: (String) -> Bool
    ) -> [String] {
        let paths = places(in: row.how)
        var faults = paths.filter { !exists($0) }.map { "names \($0), which is not there" }
        if paths.isEmpty { faults.append("is met nowhere") }
        if row.tests.isEmpty { faults.append("is claimed without a test") }
        faults += row.tests.filter { !tests.contains($0) }.map { "names the test \($0), which is not there" }
        return faults
    }

    private static func unclaimed(_ row: CompliancePage.Row) -> [String] {
        row.tests.isEmpty ? [] : ["names a test though it is not met"]
    }

    /// The targets of links, as paths from the root. Pages about standards are in `docs`.
    private static func places(in text: String) -> [String] {
        text.components(separatedBy: "](").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: ")"), let target = part[..<end].split(separator: "#").first else {
                return nil
            }
            return target.hasPrefix("../") ? String(target.dropFirst(3)) : "docs/\(target)"
        }
    }

    private static func finding(_ page: CompliancePage, _ row: CompliancePage.Row, _ message: String) -> Finding {
        Finding(file: page.file.path, line: row.line, message: "\(row.id) \(message)")
    }
}
