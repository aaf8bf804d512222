import Foundation
import Testing

@Suite("Inventories leave nothing out")
struct InventoryTests {
    private let tree = SourceTree.current

    @Test("docs/dependencies.md names every library and tool that others wrote")
    func dependencies() throws {
        let page = try page("docs/dependencies.md")
        let dockerfile = try text("deploy/Dockerfile")
        let packages = [
            InventoryRules.swiftPackages(try text("Package.swift")),
            InventoryRules.scriptPackages(try text("scripts/setup")), InventoryRules.runtimePackages(dockerfile),
            InventoryRules.pythonPackages(try text("Tests/requirements.txt")),
        ]
        for list in packages { #expect(list.count > 5, "\(list)") }
        expectNone(InventoryRules.missing(packages.flatMap { $0 }, on: page))
    }

    @Test("docs/cryptography.md links to every file that uses cryptography, and no file uses a weak algorithm")
    func cryptography() throws {
        let page = try page("docs/cryptography.md")
        #expect(tree.files.count { InventoryRules.usesCryptography($0) } > 10)
        expectNone(InventoryRules.unlisted(tree.files, on: page) + InventoryRules.weak(tree.files))
    }

    @Test("docs/data-protection.md has a class for every table and every topic, as the catalogue says")
    func data() throws {
        let page = try page("docs/data-protection.md")
        let tables = InventoryRules.tables(tree.files)
        #expect(tables.count > 30)
        expectNone(InventoryRules.missing(tables, on: page))
        for (name, isPersonal) in try topics() {
            let line = page.lines.first { $0.hasPrefix(isPersonal ? "| personal | `" : "| money | `") } ?? ""
            #expect(line.contains("`\(name)`"), "\(name)")
        }
    }

    @Test(
        "only the embedded stack and test programs start processes or draw from a seed; servers print nothing"
    )
    func misplaced() { expectNone(InventoryRules.misplaced(tree.files)) }

    @Test("pages show text as text, keep nothing in the browser, and load nothing from elsewhere")
    func pages() throws {
        for name in ["api.html", "statement.mustache"] {
            let path = "Sources/Gateway/Pages/\(name)"
            expectNone(InventoryRules.unsafe(page: path, try text(path)))
        }
    }

    @Test("each rule finds what it is for")
    func rules() {
        let page = SourceFile(path: "docs/a.md", text: "| `known` | [A](../Sources/Identity/A.swift) |\n")
        #expect(InventoryRules.missing(["known", "new"], on: page).map(\.message) == ["does not name new"])
        let manifest = """
            .package(url: "https://host/of/swift-log", from: "1.0.0"),
            .package(url: "https://host/b.git", from: "1.0.0")
            """
        #expect(InventoryRules.swiftPackages(manifest) == ["swift-log", "b"])
        #expect(InventoryRules.scriptPackages("packages=(a b-dev)\npackages+=(c)\n") == ["a", "b-dev", "c"])
        let stage = "FROM x\nRUN --no-install-recommends old && a"
        let dockerfile = stage + "\nFROM y\nRUN --no-install-recommends \\\n  lib1 && a"
        #expect(InventoryRules.runtimePackages(dockerfile) == ["lib1"])
        #expect(InventoryRules.pythonPackages("a==1\nb==2\n") == ["a", "b"])
        let used = SourceFile(path: "Sources/Identity/B.swift", text: "import Crypto\nlet a = Insecure.MD5.hash(b)\n")
        let listed = SourceFile(path: "Sources/Identity/A.swift", text: "import JWTKit\n")
        #expect(InventoryRules.unlisted([used, listed], on: page).map(\.message) == ["does not link to \(used.path)"])
        #expect(InventoryRules.weak([used, listed]).map(\.line) == [2])
        let calls = "let a = Process()\nposix_spawn(&a)\nprint(a)\nfingerprint(a)\nlet b = \"print(a)\"\nsrand(1)\n"
        let server = SourceFile(path: "Sources/Gateway/A.swift", text: calls)
        #expect(InventoryRules.misplaced([server]).map(\.line) == [1, 2, 3, 6])
        #expect(InventoryRules.misplaced([SourceFile(path: "Sources/Torture/A.swift", text: calls)]).isEmpty)
        #expect(InventoryRules.unsafe(page: "a", "a.innerHTML = b; fetch('https://c')").count == 2)
        let migration = SourceFile(path: "Sources/A/Migrations/1.sql", text: "CREATE UNLOGGED TABLE rate (\n")
        #expect(InventoryRules.tables([migration, used]) == ["rate"])
    }

    private struct Topic: Decodable {
        let name: String
        let personal: Bool
    }

    private func topics() throws -> [(String, Bool)] {
        let files = tree.files.filter { $0.path.hasPrefix("topics/") && $0.name == "topic.json" }
        #expect(files.count > 10)
        return try files.map { file in
            let topic = try JSONDecoder().decode(Topic.self, from: Data(file.text.utf8))
            return (topic.name, topic.personal)
        }
    }

    private func page(_ path: String) throws -> SourceFile { try #require(tree.files.first { $0.path == path }) }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: tree.root.appending(path: path), encoding: .utf8)
    }
}
