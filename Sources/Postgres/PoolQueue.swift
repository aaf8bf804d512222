import Glibc

/// Work waiting for a pool's threads.
///
/// Unchecked: `work` and `isClosed` are touched under the mutex only; the mutex and the condition never move.
final class PoolQueue: @unchecked Sendable {
    typealias Work = @Sendable (inout Connection?, ConnectionConfiguration) -> Void

    private let maximumWaiting: Int
    private var work: [Work] = []
    private var first = 0
    private var isClosed = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(maximumWaiting: Int) {
        self.maximumWaiting = maximumWaiting
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// `false` when the queue is full or closed.
    func add(_ item: @escaping Work) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed, work.count - first < maximumWaiting else { return false }
        work.append(item)
        pthread_cond_signal(condition)
        return true
    }

    /// Work that nobody has taken yet.
    var waiting: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return work.count - first
    }

    /// Waits for work; nil once the queue is closed and empty.
    func next() -> Work? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while first == work.count {
            if isClosed { return nil }
            pthread_cond_wait(condition, mutex)
        }
        let item = work[first]
        first += 1
        // The taken ones are dropped in bulk, so that taking one costs nothing.
        if first == work.count || first >= 1_024 {
            work.removeFirst(first)
            first = 0
        }
        return item
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

/// Starts a detached thread, which may block as long as it likes.
func startPoolThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    let error = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, box)
    precondition(error == 0, "the system gives this process no more threads (\(error))")
    pthread_detach(thread)
}
