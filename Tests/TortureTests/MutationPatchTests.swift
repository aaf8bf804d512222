import Foundation
import Testing

/// `scripts/mutations` breaks a copy of the tree with these; one that no longer fits proves nothing.
@Suite("Every mutation fits the tree")
struct MutationPatchTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let patches: [String] = {
        let folder = root.appending(path: "scripts/mutations.d").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".patch") }.sorted()
    }()

    @Test("there is one for each rule that money or a promise hangs on")
    func isComplete() {
        #expect(
            Self.patches == [
                "cancel-without-asking.patch", "claim-removed.patch", "offsets-first.patch",
                "outbox-after-commit.patch", "release-without-key.patch", "timeout-is-failure.patch",
                "webhook-tried-once.patch",
            ])
    }

    @Test("it applies, line by line and without guessing", arguments: patches)
    func applies(_ name: String) throws {
        let patch = Process()
        patch.executableURL = URL(filePath: "/usr/bin/patch")
        patch.arguments = [
            "--dry-run", "--force", "--fuzz=0", "--strip=1", "--directory=\(Self.root.path)",
            "--input=\(Self.root.path)/scripts/mutations.d/\(name)",
        ]
        let output = Pipe()
        patch.standardOutput = output
        try patch.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        patch.waitUntilExit()
        #expect(patch.terminationStatus == 0, "\(said)")
    }
}
