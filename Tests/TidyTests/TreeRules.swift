import Foundation

/// Rules about the tree as a whole rather than about one file.
enum TreeRules {
    /// Every target has its tests, or stands in the table of those that are tested elsewhere.
    static func missingTests(sources: [String], tests: [String]) -> [Finding] {
        sources.compactMap { target in
            guard !tests.contains(target + "Tests"), House.testedElsewhere[target] == nil else { return nil }
            return Finding(file: "Sources/\(target)", line: 0, message: "has no Tests/\(target)Tests")
        }
    }

    /// The tables of `House` name no target that has gone, once the tree is whole.
    static func staleRows(sources: [String]) -> [Finding] {
        let named = Set(House.imports.keys).union(House.testedElsewhere.keys).union(House.openTargets)
        return named.subtracting(sources).sorted().map {
            Finding(file: "Tests/TidyTests/House.swift", line: 0, message: "names \($0), which is no target")
        }
    }

    /// What git tracks although it is made anew by every build.
    static func trackedByMistake(_ paths: [String]) -> [Finding] {
        paths.filter { path in
            let parts = path.split(separator: "/")
            let isBuilt = parts.contains { $0.hasPrefix(".build") || $0 == ".giro" || $0 == "__pycache__" }
            return isBuilt || parts.last == "Package.resolved"
        }.map { Finding(file: $0, line: 0, message: "is tracked but is made by the build") }
    }

    /// The paths git tracks, or nil where there is no git repository.
    static func trackedPaths(root: URL) -> [String]? {
        guard FileManager.default.fileExists(atPath: root.appending(path: ".git").path) else { return nil }
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-c", "safe.directory=*", "-C", root.path, "ls-files", "-z"]
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return nil }
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
