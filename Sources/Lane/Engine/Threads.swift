import Glibc

/// Starts a thread. Its closure may block as long as it likes.
///
/// - Parameter name: as profilers and `/proc` show it; at most 15 bytes.
func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let named: @Sendable () -> Void = {
        nameThread(name)
        body()
    }
    let box = Unmanaged.passRetained(Box(named)).toOpaque()
    let error = pthread_create(
        &thread, nil,
        { argument in
            Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
            return nil
        }, box)
    precondition(error == 0, "the system gives this process no more threads (\(error))")
    pthread_detach(thread)
}

/// Source: proc(5), `comm`; `pthread_setname_np` is hidden from Swift.
private func nameThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}

func sleep(milliseconds: Int64) {
    usleep(UInt32(max(milliseconds, 0)) * 1_000)
}

/// Microseconds since the Unix epoch.
func currentMicroseconds() -> Int64 { WallClock.microseconds() }

/// Nanoseconds of a clock that never jumps; for measuring.
func monotonicNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// Milliseconds of a clock that never jumps; for waiting, not for telling the time.
func monotonicMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
}
