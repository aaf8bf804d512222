import Foundation

/// Where the committed files are, seen from this one.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let seeds = root.appending(path: "seeds")

    static func expectedPy(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-B", seeds.appending(path: "expected.py").path] + arguments
        python.standardOutput = output
        python.standardError = output
        try python.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        python.waitUntilExit()
        return (python.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
