import Testing

@Suite("The house's rules hold in the tree")
struct HouseTests {
    private let tree = SourceTree.current

    @Test("the tree was found and is not empty")
    func treeIsFound() {
        #expect(tree.exists("Tests/TidyTests/HouseTests.swift"))
        #expect(tree.swiftFiles.count > 20)
    }

    @Test("targets import what their row allows, and tests do not look inside")
    func imports() { expectNone(tree.files.flatMap(ImportRules.findings)) }

    @Test("no line is wider than 120 columns")
    func lines() { expectNone(tree.files.flatMap(LengthRules.lines)) }

    @Test("no file of Sources is longer than 300 lines")
    func fileLengths() { expectNone(tree.files.flatMap(LengthRules.length)) }

    @Test("no function is longer than 90 lines")
    func functions() { expectNone(tree.files.flatMap(LengthRules.functions)) }

    @Test("escapes from the compiler's checks have their reason beside them")
    func escapes() { expectNone(tree.files.flatMap(ContentRules.escapes)) }

    @Test("nothing is marked as unfinished")
    func unfinished() { expectNone(tree.files.flatMap(ContentRules.unfinished)) }

    @Test("no file is empty")
    func emptiness() { expectNone(tree.files.flatMap(ContentRules.emptiness)) }

    @Test("no file has the name of a junk drawer")
    func names() { expectNone(tree.files.flatMap(NameRules.junkDrawer)) }

    @Test("a file that holds SQL statements is named for a type in it")
    func statements() { expectNone(tree.files.flatMap(NameRules.statement)) }

    @Test("every file of Sources is used by another")
    func deadFiles() { expectNone(DeadFileRule.findings(in: tree.files)) }

    @Test("every target has tests or a reason to have none")
    func tests() { expectNone(TreeRules.missingTests(sources: tree.sourceTargets, tests: tree.testTargets)) }

    @Test("the tables of the house name existing targets only")
    func rows() { expectNone(TreeRules.staleRows(sources: tree.sourceTargets)) }

    @Test("links in Markdown lead somewhere")
    func links() {
        let anchors = Dictionary(
            uniqueKeysWithValues: tree.files.filter(\.isMarkdown).map { ($0.path, LinkRules.anchors(of: $0.text)) })
        expectNone(
            tree.files.flatMap { file in
                LinkRules.findings(in: file, exists: tree.exists, headings: { anchors[$0] })
            })
    }

    @Test(
        "git tracks nothing that a build makes",
        .enabled(if: TreeRules.trackedPaths(root: SourceTree.current.root) != nil))
    func tracked() throws {
        let paths = try #require(TreeRules.trackedPaths(root: tree.root))
        expectNone(TreeRules.trackedByMistake(paths))
    }
}
