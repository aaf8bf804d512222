import Foundation

/// Pages that list what there is (libraries, keys, data) leave nothing out that the tree has.
enum InventoryRules {
    /// What of `found` a page names in no code span.
    static func missing(_ found: [String], on page: SourceFile) -> [Finding] {
        let named = spans(of: page.text)
        return Set(found).subtracting(named).sorted().map {
            Finding(file: page.path, line: 0, message: "does not name \($0)")
        }
    }

    /// Packages of Package.swift by the last part of their address.
    static func swiftPackages(_ manifest: String) -> [String] {
        manifest.matches(of: /\.package\(url: "[^"]*\/([A-Za-z0-9_-]+?)(?:\.git)?"/).map { String($0.1) }
    }

    /// What a shell script's `packages=(...)` and `packages+=(...)` name.
    static func scriptPackages(_ script: String) -> [String] {
        script.matches(of: /packages\+?=\(([^)]*)\)/).flatMap { words(of: $0.1) }
    }

    /// What the last stage of a Dockerfile installs.
    static func runtimePackages(_ dockerfile: String) -> [String] {
        guard let last = dockerfile.components(separatedBy: "\nFROM ").last,
            let list = last.firstMatch(of: /--no-install-recommends([^&]*)&&/)?.1
        else { return [] }
        return words(of: list)
    }

    static func pythonPackages(_ requirements: String) -> [String] {
        requirements.split(separator: "\n").compactMap { $0.split(separator: "=").first.map { String($0) } }
    }

    /// Source files that use a cryptographic library, and that the page does not link to.
    static func unlisted(_ files: [SourceFile], on page: SourceFile) -> [Finding] {
        files.filter { $0.isSource && $0.isSwift && usesCryptography($0) }
            .filter { !page.text.contains("(../\($0.path))") }
            .map { Finding(file: page.path, line: 0, message: "does not link to \($0.path)") }
    }

    static func usesCryptography(_ file: SourceFile) -> Bool {
        file.code.contains { line in
            cryptographicModules.contains { line.hasPrefix("import \($0)") } || line.contains("CURLOPT_SSLVERSION")
        }
    }

    /// Broken or weak algorithms.
    static func weak(_ files: [SourceFile]) -> [Finding] {
        files.filter { $0.isSource && $0.isSwift }.flatMap { file in
            file.code.enumerated().compactMap { index, line in
                weakNames.first { line.contains($0) }.map {
                    Finding(file: file.path, line: index + 1, message: "uses \($0)")
                }
            }
        }
    }

    /// Every table that a migration makes.
    static func tables(_ files: [SourceFile]) -> [String] {
        files.filter { $0.path.contains("/Migrations/") && $0.path.hasSuffix(".sql") }.flatMap { file in
            file.text.matches(of: /CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([a-z_]+)/).map { String($0.1) }
        }
    }

    /// Code that starts processes, uses another random generator than the system's, or writes to standard output, where
    /// it may not.
    static func misplaced(_ files: [SourceFile]) -> [Finding] {
        files.filter { $0.isSource && $0.isSwift }.flatMap { file in
            file.code.enumerated().flatMap { index, line in
                places.filter { place in
                    !place.allowed.contains(file.target ?? "") && place.words.contains { isCalled($0, in: line) }
                }.map { Finding(file: file.path, line: index + 1, message: "may not \($0.name)") }
            }
        }
    }

    /// What pages must not use: it reads text as HTML or as code, keeps data in the browser, or loads from elsewhere.
    static func unsafe(page path: String, _ text: String) -> [Finding] {
        unsafeInPages.filter { text.contains($0) }.map {
            Finding(file: path, line: 0, message: "uses \($0)")
        }
    }

    private static func isCalled(_ word: String, in line: Substring) -> Bool {
        var rest = line
        while let found = rest.firstRange(of: word) {
            let before = found.lowerBound == line.startIndex ? nil : line[line.index(before: found.lowerBound)]
            if before.map({ !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }) ?? true { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }

    private struct Place {
        let name: String
        let words: [String]
        /// Targets.
        let allowed: Set<String>
    }

    private static let places = [
        Place(
            name: "start processes", words: ["posix_spawn(", "popen(", "system(", "execv(", "execve(", "Process()"],
            allowed: ["Bench", "PrivatePostgres", "Torture"]),
        Place(
            name: "use a generator that can be guessed", words: ["SeededRandom", "rand()", "srand(", "drand48("],
            allowed: ["Bench", "Model", "Torture"]),
        Place(
            name: "write to standard output", words: ["print(", "puts(", "printf("],
            allowed: ["Bench", "BillerSimulator", "Model", "Operations", "Stack", "Torture", "giro"]),
    ]

    private static let unsafeInPages = [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage",
        "sessionStorage", "document.cookie", "postMessage", "http://", "https://", "{{{", "{{&",
    ]

    private static let cryptographicModules = ["Crypto", "_CryptoExtras", "CArgon2", "JWTKit", "NIOSSL"]
    private static let weakNames = ["Insecure.MD5", "AES._CBC", "AES.CBC", "RSAPKCS1"]

    private static func words(of text: Substring) -> [String] {
        text.split { $0.isWhitespace || $0 == "\\" }.map { String($0) }
    }

    private static func spans(of text: String) -> Set<String> {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        return Set(stride(from: 1, to: pieces.count, by: 2).map { String(pieces[$0]) })
    }
}
