import FoundationEssentials

/// Where PostgreSQL's programs are.
struct Binaries {
    /// The directory with `initdb` and `postgres` in it.
    let directory: String

    /// Debian's versioned directories, newest first, then PATH.
    ///
    /// - Parameter version: the major version a data directory needs; nil takes the newest.
    static func find(version: String?) throws(PrivatePostgresError) -> Binaries {
        let candidates = versioned().filter { version == nil || $0.version == version }.map(\.directory)
        for directory in candidates + (version == nil || candidates.isEmpty ? path() : []) where isComplete(directory) {
            return Binaries(directory: directory)
        }
        guard let version else {
            throw PrivatePostgresError(
                .notInstalled,
                "no PostgreSQL server under /usr/lib/postgresql or in PATH; on Debian: apt install postgresql")
        }
        throw PrivatePostgresError(.versionMismatch, "the data is of PostgreSQL \(version), which is not installed")
    }

    func program(_ name: String) -> String { directory + "/" + name }

    private static func versioned() -> [(version: String, directory: String)] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { ($0, "\(root)/\($0)/bin") }
    }

    private static func path() -> [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map(String.init)
    }

    private static func isComplete(_ directory: String) -> Bool {
        ["initdb", "postgres"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
    }
}
