import Curl
import Glibc
import Metrics
import Synchronization

/// Clients that carry one mail at a time each.
///
/// While a server makes up its mind about a mail's content, libcurl (7.88) holds the client's only thread, so mails
/// side by side need clients side by side.
final class ClientPool: Sendable {
    private struct State {
        var idle: [CurlClient]
        var waiting: [CheckedContinuation<CurlClient, Never>] = []
    }

    private let state: Mutex<State>
    private let busy = Meter(
        label: "giro_mail_connections", dimensions: [("worker", "notification"), ("state", "busy")])
    private let waiting = Meter(
        label: "giro_mail_connections", dimensions: [("worker", "notification"), ("state", "waiting")])

    init(count: Int) {
        precondition(count > 0, "a pool needs a client")
        state = Mutex(State(idle: (0..<count).map { _ in Self.client() }))
    }

    /// A client of one's own, as soon as there is one; in the order of the calls.
    func take() async -> CurlClient {
        await withCheckedContinuation { continuation in
            let client = state.withLock { state -> CurlClient? in
                if let client = state.idle.popLast() {
                    busy.increment(by: 1)
                    return client
                }
                state.waiting.append(continuation)
                waiting.increment(by: 1)
                return nil
            }
            if let client { continuation.resume(returning: client) }
        }
    }

    /// - Parameter isSpent: its connection is in the middle of a dialogue that nobody waits for any more; libcurl would
    ///   use it for the next mail, so the client is replaced.
    func giveBack(_ client: CurlClient, isSpent: Bool) {
        if isSpent { Self.retire(client) }
        let client = isSpent ? Self.client() : client
        let waiter = state.withLock { state -> CheckedContinuation<CurlClient, Never>? in
            if state.waiting.isEmpty {
                state.idle.append(client)
                busy.decrement(by: 1)
                return nil
            }
            waiting.decrement(by: 1)
            return state.waiting.removeFirst()
        }
        waiter?.resume(returning: client)
    }

    /// On a thread of its own: to end a dialogue with a server that is silent, libcurl says QUIT and waits for up to
    /// two minutes.
    private static func retire(_ client: CurlClient) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(client)
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<CurlClient>.fromOpaque(argument).takeRetainedValue().shutdown()
                return nil
            }, argument.toOpaque())
        guard status == 0 else { return argument.release() }
        pthread_detach(thread)
    }

    private static func client() -> CurlClient { CurlClient(maximumConcurrent: 1, maximumWaiting: 1) }
}
