import Operations
import Payments
import Testing

@Suite("Tables for terminals")
struct RenderingTests {
    private let plain = Paint(isOn: false)

    private func table() -> TextTable {
        var table = TextTable([.init("name"), .init("count", .right), .init("words", isFlexible: true)])
        table.add(["a", "1", "short"])
        table.add([.init("longer name"), .init(12_345.grouped, .bad), "the quick brown fox jumps over the lazy dog"])
        return table
    }

    @Test("columns are aligned and lines have no trailing space")
    func aligned() {
        #expect(
            table().lines(paint: plain) == [
                "name          count  words",
                "a                 1  short",
                "longer name  12,345  the quick brown fox jumps over the lazy dog",
            ])
    }

    @Test("a table that is too wide is cut in its flexible columns", arguments: 30...62)
    func fitted(width: Int) {
        let lines = table().lines(width: width, paint: plain)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines[2].hasPrefix("longer name  12,345  the"))
        #expect(lines[2].hasSuffix("…"))
    }

    @Test("colours are outside the columns' width, and only where they are on")
    func colours() {
        let painted = table().lines(paint: Paint(isOn: true))
        let stripped = painted.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") }
        #expect(stripped == table().lines(paint: plain))
        #expect(painted[2].contains("\u{1B}[31m12,345\u{1B}[0m"))
    }

    @Test("control characters of data do not reach the terminal")
    func controls() {
        var table = TextTable([.init("x")])
        table.add([.init("a\u{1B}[31mb\nc")])
        #expect(table.lines(paint: plain)[1] == "a [31mb c")
    }

    @Test("in a pipe no table is cut; COLUMNS and --wide win")
    func widths() {
        let pipe = Paint.of(descriptor: -1, environment: [:])
        #expect(table().lines(paint: pipe)[2].hasSuffix("lazy dog"))
        let narrow = Paint.of(descriptor: -1, environment: ["COLUMNS": "50"])
        #expect(table().lines(paint: narrow).allSatisfy { $0.count <= 50 })
        #expect(table().lines(paint: narrow.wide)[2].hasSuffix("lazy dog"))
        #expect(Paint.of(descriptor: -1, environment: ["COLUMNS": "-1"]).width == 40)
        #expect(table().lines(paint: plain).allSatisfy { $0.count <= 100 })
    }

    @Test("no colour without a terminal")
    func noTerminal() {
        #expect(!Paint.of(descriptor: -1, environment: [:]).isOn)
    }

    @Test("numbers in groups", arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
    func grouped(number: Int, text: String) {
        #expect(number.grouped == text)
    }

    @Test("times line up whatever their fraction")
    func times() throws {
        let whole = Moment(try #require(Timestamp("2026-11-21T09:30:00Z")))
        let fraction = Moment(try #require(Timestamp("2026-11-21T09:30:00.123456Z")))
        #expect(whole.shown == "2026-11-21 09:30:00.000")
        #expect(fraction.shown == "2026-11-21 09:30:00.123")
        #expect(whole.age(at: Moment(Timestamp(microseconds: whole.timestamp.microseconds + 7_300_000_000))) == "2 h")
        #expect(whole.age(at: fraction) == "0 s")
        #expect(JSONReport.text(["at": whole]) == "{\"at\":\"2026-11-21T09:30:00Z\"}")
    }

    @Test("exit codes are what the documentation says")
    func exitCodes() {
        #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 64, 78])
    }
}
