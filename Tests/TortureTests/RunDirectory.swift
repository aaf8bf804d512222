import FoundationEssentials
import Glibc
import Testing

/// A directory for one run, where the database's own user can get at it.
struct RunDirectory {
    let path: String

    init() throws {
        path = "/tmp/giro-torture-test-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(path, 0o755) == 0)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
