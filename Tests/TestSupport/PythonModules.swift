import Foundation

/// Python modules from PyPI, installed on first use and left for the next run in the machine's temporary directory.
public actor PythonModules {
    public static let shared = PythonModules()

    private var task: Task<String, any Error>?

    /// What `PYTHONPATH` has to be for a real SMTP server.
    public func aiosmtpd() async throws -> String {
        if let task { return try await task.value }
        let task = Task { try await Self.install("aiosmtpd==1.4.6") }
        self.task = task
        return try await task.value
    }

    /// Into a directory of its own that is then given its name: others who install the same never see half of it.
    private static func install(_ requirement: String) async throws -> String {
        let files = FileManager.default
        let path = files.temporaryDirectory.appending(path: "giro-python-\(requirement)").path
        if files.fileExists(atPath: path) { return path }
        let draft = files.temporaryDirectory.appending(path: "giro-python-\(UUID().uuidString)")
        try files.createDirectory(at: draft, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: draft) }
        let options = "--quiet --disable-pip-version-check --root-user-action ignore"
        let (output, code) = try await GiroProcess.shell(
            "python3 -m pip install \(options) --target modules '\(requirement)'", in: draft)
        guard code == 0 else { throw CocoaError(.executableRuntimeMismatch, userInfo: ["output": output]) }
        // Not where somebody else was faster.
        _ = rename(draft.appending(path: "modules").path, path)
        return path
    }
}
