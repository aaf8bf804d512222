import Testing

@Suite("Each rule about names and the tree finds what it is for")
struct TreeRuleTests {
    @Test("names of junk drawers are found", arguments: ["Utils", "Helpers", "Common", "Misc", "Batch+Helpers"])
    func junkDrawer(stem: String) {
        #expect(NameRules.junkDrawer(SourceFile(path: "Sources/Lane/\(stem).swift", text: "let a = 1")).count == 1)
        #expect(NameRules.junkDrawer(SourceFile(path: "Sources/Lane/Commonwealth.swift", text: "let a = 1")).isEmpty)
    }

    @Test("a statement in a file named for something else is found")
    func statement() {
        let text = "struct LockAccounts: Statement {}\nstruct Other {}\n"
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/Sql.swift", text: text)).count == 1)
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/LockAccounts.swift", text: text)).isEmpty)
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/A.swift", text: "struct B {}")).isEmpty)
        let two = "struct Lock: Statement {}\nprivate struct Unlock: Postgres.Statement {}\n"
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/LockStatements.swift", text: two)).isEmpty)
        let shared = "struct LockRows: Statement {}\nstruct LockParts: Statement {}\n"
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/LockAll.swift", text: shared)).isEmpty)
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/ReadAll.swift", text: two)).count == 1)
        #expect(NameRules.statement(SourceFile(path: "Sources/WalletWorker/Statements.swift", text: text)).count == 1)
    }

    @Test("a file that no other mentions is found, its own mentions do not count")
    func deadFile() {
        let dead = SourceFile(path: "Sources/Lane/A.swift", text: "struct A {}\nlet b = A()\n")
        let used = SourceFile(path: "Sources/Lane/C.swift", text: "struct C {}\n// A in a comment\n")
        let user = SourceFile(path: "Sources/Lane/D.swift", text: "extension Int { var c: C { C() } }\n")
        #expect(DeadFileRule.findings(in: [dead, used, user]).map(\.file) == ["Sources/Lane/A.swift"])
    }

    @Test("a target without tests is found unless the table excuses it")
    func missingTests() {
        let found = TreeRules.missingTests(sources: ["CRdKafka", "Kafka", "Lane"], tests: ["LaneTests"])
        #expect(found.map(\.file) == ["Sources/Kafka"])
    }

    @Test("a row for a target that has gone is found")
    func staleRows() {
        let named = Set(House.imports.keys).union(House.testedElsewhere.keys).union(House.openTargets)
        #expect(TreeRules.staleRows(sources: named.sorted()).isEmpty)
        #expect(TreeRules.staleRows(sources: named.subtracting(["Lane"]).sorted()).count == 1)
    }

    @Test("tracked build products are found")
    func tracked() {
        let paths = [
            "Package.resolved", ".build/a.o", ".build-tsan/b", "a/.giro/c", "Sources/Lane/A.swift", "build.md",
        ]
        #expect(TreeRules.trackedByMistake(paths).map(\.file) == Array(paths.prefix(4)))
    }

    @Test("links to files and headings that are not there are found, others are not")
    func links() {
        let text = """
            [a](b.md) [c](../LICENSE) [d](https://example.org/x) [e](#one-two) [`f`](/docs/b.md "title")
            [x](gone.md) [y](#nowhere) [z](b.md#three)
            `[code](gone.md)`
            ```
            [fenced](gone.md)
            ```
            # One, two
            """
        let file = SourceFile(path: "docs/a.md", text: text)
        let found = LinkRules.findings(
            in: file, exists: ["docs/a.md", "docs/b.md", "LICENSE"].contains,
            headings: { $0 == "docs/a.md" ? LinkRules.anchors(of: text) : ["two"] })
        #expect(
            found.map(\.message) == [
                "leads nowhere: gone.md", "no such heading: #nowhere", "no such heading: b.md#three",
            ])
        #expect(found.allSatisfy { $0.line == 2 })
    }

    @Test("code, comments and text are told apart")
    func separation() {
        let text = ##"""
            let a = "x // \(f("(") ) y" // c /* d
            /* e /* f */ g */ let b = #"z"#
            let c = """
              // h
              """
            let d = 1
            """##
        let file = SourceFile(path: "Sources/Lane/A.swift", text: text)
        #expect(file.comments[0].contains("// c /* d") && !file.comments[0].contains("y"))
        #expect(file.code[0].contains("f(") && !file.code[0].contains("y"))
        #expect(file.comments[1].contains("/* e /* f */ g */") && file.code[1].contains("let b = #\" \"#"))
        #expect(file.code.count == file.lines.count && file.comments.count == file.lines.count)
        #expect(!file.code[3].contains("h") && !file.comments[3].contains("h"))
        #expect(file.code[5] == "let d = 1")
    }
}
