import CCurl
import Glibc
import Synchronization

/// One POSIX thread with a name, joined once.
final class LoopThread: Sendable {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: Mutex<pthread_t?>

    init(name: String, _ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        let failure = pthread_create(&thread, nil, { argument in LoopThread.main(argument) }, body.toOpaque())
        precondition(failure == 0, "a thread cannot be started")
        handle = Mutex(thread)
    }

    /// Waits for the thread's end. A second call returns at once.
    func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { pthread_join(thread, nil) }
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        giro_curl_name_thread(body.name)
        // OpenSSL writes without MSG_NOSIGNAL: a broken connection must be an error here, not the process's end.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        body.run()
        return nil
    }
}
