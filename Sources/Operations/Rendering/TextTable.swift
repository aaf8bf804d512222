/// Aligned columns for a terminal. A table that would be too wide has its flexible columns cut, the widest first.
public struct TextTable: Sendable {
    public enum Alignment: Sendable {
        case left
        case right
    }

    public struct Column: Sendable {
        let title: String
        let alignment: Alignment
        let isFlexible: Bool

        public init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
        }
    }

    public struct Cell: Sendable, ExpressibleByStringLiteral {
        let text: String
        let tone: Paint.Tone

        public init(_ text: String, _ tone: Paint.Tone = .plain) {
            // A control character from a row of data must not reach the terminal.
            let isClean = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            self.text = isClean ? text : String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
            self.tone = tone
        }

        public init(stringLiteral text: String) { self.init(text) }
    }

    /// What a terminal surely has.
    public static let standardWidth = 100
    private static let gap = 2
    private static let narrowest = 8

    private let columns: [Column]
    private var rows: [[Cell]] = []

    public init(_ columns: [Column]) {
        self.columns = columns
    }

    public mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    /// - Parameter width: nil takes what it is written for.
    public func lines(width: Int? = nil, paint: Paint) -> [String] {
        let widths = fitted(to: width ?? paint.width)
        let titles = columns.map { Cell($0.title, .strong) }
        return ([titles] + rows).map { line($0, widths, paint) }
    }

    private func fitted(to width: Int) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
        }
        let natural = widths.reduce(0, +) + Self.gap * (columns.count - 1)
        var excess = natural > width ? natural - width : 0
        while excess > 0 {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ paint: Paint) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let isCut = cell.text.count > widths[index]
            let shown = isCut ? cell.text.prefix(widths[index] - 1) + "…" : cell.text[...]
            let padding = String(repeating: " ", count: widths[index] - shown.count)
            let painted = paint(String(shown), cell.tone)
            let isLast = index == cells.count - 1
            switch columns[index].alignment {
            case .left: text += painted + (isLast ? "" : padding)
            case .right: text += padding + painted
            }
            if !isLast { text += String(repeating: " ", count: Self.gap) }
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
