import Foundation
import Synchronization

/// `giro` as a process of its own, in a directory of its own; ended with the test that started it.
public final class GiroProcess: @unchecked Sendable {  // one test at a time uses it; the output has its own lock
    private let process = Process()
    private let lines = Output()
    public let directory: URL

    private final class Output: Sendable {
        let text = Mutex("")
    }

    /// Where the products of this build are.
    public static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    public static var program: URL { products.appendingPathComponent("giro") }

    /// A new directory under /tmp that holds the build's products where the README expects them.
    public static func makeDirectory() throws -> URL {
        let directory = URL(fileURLWithPath: "/tmp/giro-test-\(UInt32.random(in: 0...UInt32.max))")
        let build = directory.appendingPathComponent(".build")
        try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: build.appendingPathComponent("release"), withDestinationURL: products)
        return directory
    }

    public init(_ arguments: [String], in directory: URL, environment: [String: String] = [:]) throws {
        self.directory = directory
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = directory
        // Several of them run on one machine: no port is taken twice.
        process.environment = ProcessInfo.processInfo.environment.merging(["GATEWAY_PORT": "0"]) { $1 }
            .merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [lines] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            lines.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    public var pid: Int32 { process.processIdentifier }
    public var output: String { lines.text.withLock { $0 } }
    public var isRunning: Bool { process.isRunning }

    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end; `nil` when it did not come in time.
    public func exitCode(within timeout: Duration) async -> Int32? {
        let ended = await eventually(within: timeout) { !self.process.isRunning }
        return ended ? process.terminationStatus : nil
    }

    /// Waits until the output holds `text`.
    public func says(_ text: String, within timeout: Duration = .seconds(60)) async -> Bool {
        await eventually(within: timeout) { self.output.contains(text) }
    }

    /// Runs a shell script in the directory and returns what it printed, and its exit code.
    public static func shell(_ script: String, in directory: URL) async throws -> (output: String, code: Int32) {
        let file = directory.appendingPathComponent("script.sh")
        try Data(script.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-euo", "pipefail", file.path]
        process.currentDirectoryURL = directory
        let output = directory.appendingPathComponent("script.out")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        _ = await eventually(within: .seconds(300)) { !process.isRunning }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return (try String(contentsOf: output, encoding: .utf8), process.terminationStatus)
    }
}
