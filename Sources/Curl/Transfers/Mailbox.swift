import CCurl
import Synchronization

enum Job: Sendable {
    case http(HTTPRequest)
    case smtp(SMTPMessage)
}

/// What libcurl collected, before it becomes a response or a reply.
struct Answer: Sendable {
    var status = 0
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    var replyText = ""
}

struct Submission: Sendable {
    let id: UInt64
    let job: Job
    let deadline: ContinuousClock.Instant
    let waiter: CheckedContinuation<Result<Answer, CurlError>, Never>
}

/// The only way from the callers' tasks to the loop's thread.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case start(Submission)
        case cancel(UInt64)
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
        var lastID: UInt64 = 0
        var bell: Bell?
    }

    /// The multi handle, used for `curl_multi_wakeup` only. Unchecked: that one call is safe from any thread while the
    /// handle lives, and it is set and cleared under the lock.
    private struct Bell: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer
        func ring() { curl_multi_wakeup(multi) }
    }

    private let state = Mutex(State())

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func submit(_ submission: Submission) {
        let accepted = post(.start(submission))
        if !accepted { submission.waiter.resume(returning: .failure(CurlError(.shutDown))) }
    }

    func cancel(_ id: UInt64) {
        _ = post(.cancel(id))
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.bell?.ring()
        }
    }

    private func post(_ letter: Letter) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.letters.append(letter)
            if state.letters.count == 1 { state.bell?.ring() }
            return true
        }
    }

    // The loop's side.

    func connect(to multi: UnsafeMutableRawPointer) {
        let bell = Bell(multi: multi)
        state.withLock { $0.bell = bell }
    }

    /// After this no other thread touches the multi handle.
    func disconnect() {
        state.withLock { $0.bell = nil }
    }

    func take() -> (letters: [Letter], isClosed: Bool) {
        state.withLock { state in
            let letters = state.letters
            state.letters = []
            return (letters, state.isClosed)
        }
    }
}
