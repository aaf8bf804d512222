import Glibc

/// The time of day, as everything that a worker decides and writes down has it. What only waits uses a clock that never
/// jumps, `monotonicMilliseconds`.
public enum WallClock {
    /// Microseconds since the Unix epoch.
    public static func microseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000 + (jump?.pointee ?? 0)
    }

    /// Makes this process's clock wrong, on purpose. Off unless the environment names a file, `GIRO_CLOCK_JUMP`: its
    /// first 8 bytes are the microseconds to add, and whoever writes other ones there makes the clock jump.
    ///
    /// One aligned word, written by another process and never by this one.
    nonisolated(unsafe) private static let jump: UnsafePointer<Int64>? = {
        guard let path = getenv("GIRO_CLOCK_JUMP") else { return nil }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let map = mmap(nil, 8, PROT_READ, MAP_SHARED, file, 0), map != MAP_FAILED else { return nil }
        return UnsafePointer(map.assumingMemoryBound(to: Int64.self))
    }()
}
