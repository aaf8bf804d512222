import Glibc

/// Where a process reads how wrong its clock is; see `WallClock` of Lane. Stays over the process's restarts.
final class ClockFile {
    let path: String
    private let file: Int32

    init(path: String) throws(TortureError) {
        self.path = path
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TortureError(.directory, "cannot write \(path)") }
        jump(to: .zero)
    }

    deinit { close(file) }

    func jump(to offset: Duration) {
        var microseconds = Int64(offset / .microseconds(1))
        pwrite(file, &microseconds, MemoryLayout<Int64>.size, 0)
    }
}
