import Foundation
import Testing

@Suite("Pages about standards claim nothing that is not there")
struct ComplianceTests {
    private let tree = SourceTree.current
    private static let states = [ComplianceRules.met, ComplianceRules.notApplicable, ComplianceRules.notMet]

    @Test("docs/asvs.md has every requirement of OWASP ASVS 5.0 of levels 1 and 2 once, and each claim has its test")
    func asvs() throws {
        #expect(Requirements.asvs.count == 253)
        expectNone(try findings("docs/asvs.md", Requirements.asvs, Self.states))
    }

    @Test("docs/pci-dss.md has every requirement of PCI DSS 4.0.1 that it gives an account of once, with its test")
    func pci() throws {
        expectNone(try findings("docs/pci-dss.md", Requirements.pci, Self.states + [ComplianceRules.operators]))
    }

    @Test(
        "what a row claims wrongly is found",
        arguments: [
            ("| 1.1 | 1 | a | met | [A](../Sources/A.swift) | `ATests.ATests/gone` |", "1.1 names the test"),
            ("| 1.1 | 1 | a | met | [A](../Sources/A.swift) | `ATests.BTests` |", "1.1 names the test"),
            ("| 1.1 | 1 | a | met | [A](../Sources/B.swift) | `ATests.ATests` |", "1.1 names Sources/B.swift"),
            ("| 1.1 | 1 | a | met | [A](b.md#c) | `ATests.ATests` |", "1.1 names docs/b.md"),
            ("| 1.1 | 1 | a | met | in A | `ATests.ATests` |", "1.1 is met nowhere"),
            ("| 1.1 | 1 | a | met | [A](../Sources/A.swift) | |", "1.1 is claimed without a test"),
            ("| 1.1 | 1 | a | mostly | b | |", "1.1 has no state: mostly"),
            ("| 1.1 | 2 | a | not met | b | |", "1.1 has another level"),
            ("| 1.1 | 1 | | not met | b | |", "1.1 does not say"),
            ("| 1.1 | 1 | a | not applicable | | |", "1.1 gives no place"),
            ("| 1.1 | 1 | a | not met | b | `ATests.ATests` |", "1.1 names a test though"),
            ("| 1.2 | 1 | a | not met | b | |", "1.2 is no requirement"),
            ("| 1.2 | 1 | a | not met | b | |", "1.1 is missing"),
            ("| 1.1 | 1 | a | not met | b | |\n| 1.1 | 1 | a | not met | b | |", "1.1 is there more than once"),
        ])
    func wrong(rows: String, message: String) {
        let found = Self.findings(rows)
        #expect(found.contains { $0.message.hasPrefix(message) }, "\(found)")
    }

    @Test("a right row is not found, and a wrong sum is")
    func right() {
        let row = "| 1.1 | 1 | a | met | [A](../Sources/A.swift) does it | `ATests.ATests/b`, `ATests.ATests` |"
        #expect(Self.findings("Of them 1 met, 0 not applicable, 0 not met.\n" + row).isEmpty)
        let found = Self.findings("Of them 11 met, 0 not applicable, 0 not met.\n" + row)
        #expect(found.map(\.message) == ["the sum does not say 1 met"])
    }

    @Test("tests are found by target, suite and function, whatever stands between")
    func index() {
        let text = """
            @Suite("x")
            struct ATests {
                @Test("func no()", arguments: [1])
                @MainActor
                func b(one: Int) throws {}
                func helper() {}
            }
            extension ATests {
                @Test func c() {}
            }
            """
        let index = TestIndex([SourceFile(path: "Tests/TTests/A.swift", text: text)])
        for name in ["TTests.ATests", "TTests.ATests/b", "TTests.ATests/c"] { #expect(index.contains(name)) }
        for name in ["TTests.ATests/helper", "TTests.ATests/no", "ATests/b"] { #expect(!index.contains(name)) }
    }

    private func findings(_ path: String, _ requirements: [String: Int?], _ states: [String]) throws -> [Finding] {
        let file = try #require(tree.files.first { $0.path == path })
        return ComplianceRules.findings(
            in: CompliancePage(file), requirements: requirements, states: states, tests: TestIndex(tree.files),
            exists: tree.exists)
    }

    private static func findings(_ rows: String) -> [Finding] {
        let tests = SourceFile(path: "Tests/ATests/A.swift", text: "struct ATests {\n    @Test func b() {}\n}\n")
        let head = "| requirement | level | about | state | how | tests |\n|---|---|---|---|---|---|\n"
        let page = CompliancePage(SourceFile(path: "docs/a.md", text: head + rows))
        return ComplianceRules.findings(
            in: page, requirements: ["1.1": 1], states: states, tests: TestIndex([tests]),
            exists: { $0 == "Sources/A.swift" })
    }
}
