import Foundation

/// A page that says of each requirement of a standard whether it is met: where in the source and by which test, or why
/// it does not apply, or what is missing.
struct CompliancePage {
    struct Row: Equatable {
        var id: String
        /// Empty where the standard has none.
        var level: String
        var about: String
        var state: String
        /// Where it is met, why it does not apply, or what is missing.
        var how: String
        var tests: [String]
        /// Counted from one.
        var line: Int
    }

    let file: SourceFile
    let rows: [Row]

    /// Rows are those of tables whose first cell is a number like `1.2.3`, under a heading line that names the columns.
    init(_ file: SourceFile) {
        self.file = file
        var columns: [String: Int] = [:]
        var rows: [Row] = []
        for (index, line) in file.lines.enumerated() where line.hasPrefix("|") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.first == "requirement" {
                columns = Dictionary(cells.enumerated().map { ($1, $0) }) { first, _ in first }
            }
            guard let id = cells.first, Self.isID(id) else { continue }
            func cell(_ name: String) -> String {
                guard let place = columns[name], place < cells.count else { return "" }
                return cells[place]
            }
            let spans = cell("tests").split(separator: "`", omittingEmptySubsequences: false)
            let tests = stride(from: 1, to: spans.count, by: 2).map { String(spans[$0]) }
            rows.append(
                Row(
                    id: id, level: cell("level"), about: cell("about"), state: cell("state"), how: cell("how"),
                    tests: tests, line: index + 1))
        }
        self.rows = rows
    }

    func count(_ state: String) -> Int { rows.count { $0.state == state } }

    private static func isID(_ text: String) -> Bool {
        text.first?.isNumber == true && text.allSatisfy { $0.isNumber || $0 == "." }
    }
}
