import Testing

@Suite("Each rule finds what it is for")
struct RuleTests {
    @Test(
        "an import outside the target's row is found, however it is written",
        arguments: [
            ("Payments", "import Foundation"), ("Kafka", "import CLibPQ"), ("WalletWorker", "import Kafka"),
            ("WalletWorker", "import BillingWorker"), ("Lane", "public import Foundation"),
            ("Messages", "@preconcurrency import Kafka"), ("Postgres", "import struct Foundation.Data"),
            ("Stack", "import CRdKafka"), ("Unheard", "import Payments"), ("CloudEvents", "import Payments"),
        ])
    func refusedImport(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/A.swift", text: "// why\n\(line)\n")
        #expect(ImportRules.findings(in: file).map(\.line) == [2])
    }

    @Test(
        "an import in the row is not found",
        arguments: [
            ("Kafka", "import CRdKafka"), ("Lane", "import Kafka"), ("Payments", "import Glibc"),
            ("BillingWorker", "import Curl"), ("Stack", "import Foundation"), ("Payments", "// import Foundation"),
            ("Payments", "let text = \"import Foundation\""),
        ])
    func allowedImport(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/A.swift", text: line)
        #expect(ImportRules.findings(in: file).isEmpty)
    }

    @Test("a testable import is found in tests")
    func testableImport() {
        let file = SourceFile(path: "Tests/LaneTests/A.swift", text: "@testable import Lane\nimport Kafka\n")
        #expect(ImportRules.findings(in: file).map(\.line) == [1])
    }

    @Test("a line of 121 columns is found, one of 120 is not, counted in characters")
    func lineLength() {
        let text = String(repeating: "é", count: 120) + "\n" + String(repeating: "x", count: 121)
        #expect(LengthRules.lines(in: SourceFile(path: "Tests/T/A.swift", text: text)).map(\.line) == [2])
    }

    @Test("a file of 301 lines is found in Sources, one of 300 is not")
    func fileLength() {
        let line = "let a = 1\n"
        let short = SourceFile(path: "Sources/Lane/A.swift", text: String(repeating: line, count: 300))
        let long = SourceFile(path: "Sources/Lane/A.swift", text: String(repeating: line, count: 301))
        #expect(LengthRules.length(of: short).isEmpty)
        #expect(LengthRules.length(of: long).count == 1)
    }

    @Test("a function of 91 lines is found with its name and line, braces in text and comments do not count")
    func functionLength() {
        let body = String(repeating: "        print(\"}\") // }\n", count: 91)
        let text = "struct A {\n    func long(\n        a: Int\n    ) throws\n    {\n\(body)    }\n    func b() {}\n}\n"
        let found = LengthRules.functions(in: SourceFile(path: "Sources/Lane/A.swift", text: text))
        #expect(found.map(\.line) == [2])
        #expect(found.first?.message == "long is 91 lines long")
    }

    @Test("requirements of protocols have no body, initialisers and subscripts have")
    func functionKinds() {
        let text = """
            protocol P {
                func a(_ x: Int) throws
                init(x: Int)
            }
            struct S {
                init?(x: Int) {
                    self.init()
                    print(x)
                }
                subscript(i: Int) -> Int { i }
                func == (l: S, r: S) -> Bool { true }
            }
            """
        let found = FunctionFinder.functions(in: SourceFile(path: "Sources/Lane/A.swift", text: text))
        #expect(found.map(\.name) == ["init", "subscript", "operator"])
        #expect(found.map(\.bodyLines) == [2, 0, 0])
    }

    @Test(
        "an escape without its reason is found",
        arguments: [
            "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "let a = try! f()",
            "fatalError(\"no\")", "@preconcurrency import Foo", "/// Docs say why.\n\nfatalError()",
        ])
    func escape(text: String) {
        let file = SourceFile(path: "Sources/Lane/A.swift", text: text)
        #expect(ContentRules.escapes(in: file).count == 1)
    }

    @Test(
        "an escape with its reason beside it, or inside text, is not found",
        arguments: [
            "// One thread owns it.\nfinal class A: @unchecked Sendable {}", "fatalError()  // cannot be reached here",
            "// a comment about try! and fatalError()", "let a = \"try! this\"",
        ])
    func escapeWithReason(text: String) {
        #expect(ContentRules.escapes(in: SourceFile(path: "Sources/Lane/A.swift", text: text)).isEmpty)
    }

    @Test("marks of unfinished work are found in any kind of file", arguments: House.unfinished)
    func unfinished(mark: String) {
        for path in ["Sources/Lane/A.swift", "docs/a.md", "deploy/a.yaml"] {
            #expect(ContentRules.unfinished(in: SourceFile(path: path, text: "a\n# \(mark): b\n")).map(\.line) == [2])
        }
        #expect(ContentRules.unfinished(in: SourceFile(path: "docs/a.md", text: "\(mark)S and x\(mark)\n")).isEmpty)
        #expect(ContentRules.unfinished(in: SourceFile(path: "docs/a.md", text: "the code XXX\n")).isEmpty)
    }

    @Test("a file of nothing but comments or spaces is empty")
    func emptiness() {
        #expect(
            ContentRules.emptiness(of: SourceFile(path: "Sources/Lane/A.swift", text: "// a\n/* b */\n")).count == 1)
        #expect(ContentRules.emptiness(of: SourceFile(path: "docs/a.md", text: " \n")).count == 1)
        #expect(ContentRules.emptiness(of: SourceFile(path: "docs/a.md", text: "// a\n")).isEmpty)
    }
}
