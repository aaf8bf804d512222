/// Why a private server could not be started.
public struct PrivatePostgresError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No `postgres` and `initdb` under /usr/lib/postgresql or in PATH.
        case notInstalled = "not_installed"
        /// The data directory was made by a version that is not installed.
        case versionMismatch = "version_mismatch"
        /// Another living process runs a server in this directory.
        case inUse = "in_use"
        /// The directory cannot be made, entered or written by the user that the server runs as.
        case directory = "directory"
        /// There is no user `postgres`, which root needs because PostgreSQL refuses root.
        case noUser = "no_user"
        case initializationFailed = "initialization_failed"
        case startFailed = "start_failed"
    }

    public let code: Code
    /// For the person who started it.
    public let reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { "\(code.rawValue): \(reason)" }
}
