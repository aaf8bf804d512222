import Foundation
import TestSupport
import Testing

/// What is in `deploy/`, and docker-compose.yml: held to the public schemas and linters, and to what the program takes.
@Suite("What is deployed")
struct DeployTests {
    @Test(
        "deploy/check finds nothing wrong",
        arguments: ["itself", "image", "compose", "alerts", "dashboards", "chart", "delivery", "rehearsal"])
    func check(_ name: String) throws {
        let (output, code) = try CheckScript.run(name)
        #expect(code == 0, "\(output)")
    }

    @Test("a check that does not exist is no success")
    func unknown() throws {
        let (_, code) = try CheckScript.run("nothing")
        #expect(code != 0)
    }
}

/// `deploy/check`, run with the interpreter that scripts/setup has made for the tests, or with the one in PATH.
enum CheckScript {
    // This file is Tests/DeployTests/DeployTests.swift, perhaps seen through a symbolic link.
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func run(_ name: String) throws -> (output: String, code: Int32) {
        let process = Process()
        let output = Pipe()
        let own = root.appending(path: ".build/python/bin/python3").path
        let python = FileManager.default.isExecutableFile(atPath: own) ? [own] : ["python3"]
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = python + ["-B", root.appending(path: "deploy/check").path, name]
        process.environment = ProcessInfo.processInfo.environment.merging(["GIRO": GiroProcess.program.path]) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}
