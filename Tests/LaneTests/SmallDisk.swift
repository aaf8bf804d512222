import Glibc
import Testing

/// A file system of its own in memory, small enough to be filled. Only root can have one.
final class SmallDisk {
    let path: String
    private var filler: String { path + "/filler" }

    static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? SmallDisk(mebibytes: 1) else { return false }
        disk.remove()
        return true
    }()

    init(mebibytes: Int) throws {
        path = "/tmp/giro-disk-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(path, 0o755) == 0)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m,mode=755") == 0 else {
            rmdir(path)
            throw Unavailable()
        }
    }

    struct Unavailable: Error {}

    /// Until nothing more can be written.
    func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        for size in [1 << 20, 4_096] {
            let block = [UInt8](repeating: 1, count: size)
            while write(file, block, size) > 0 {}
        }
    }

    func makeRoom() { unlink(filler) }

    func remove() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
