import Synchronization

/// HTTP and SMTP by libcurl: one thread drives every transfer, connections are kept and used again.
///
/// `perform` and `send` may be called from any task; cancelling the task takes the transfer down at once. `shutdown`
/// fails what is under way with `shut_down` and ends the thread; it may be called more than once.
public final class CurlClient: Sendable {
    private let mailbox: Mailbox
    private let thread: LoopThread

    /// - Parameters:
    ///   - maximumConcurrent: transfers on the wire at once; also the number of idle connections kept.
    ///   - maximumWaiting: calls that may wait for a place; one more fails with `overloaded`.
    ///   - name: the thread's, at most 15 bytes.
    public init(maximumConcurrent: Int = 64, maximumWaiting: Int = 1024, name: String = "curl") {
        precondition(maximumConcurrent > 0 && maximumWaiting >= 0, "limits must be positive")
        let mailbox = Mailbox()
        self.mailbox = mailbox
        thread = LoopThread(name: name) {
            TransferLoop(
                mailbox: mailbox,
                maximumConcurrent: maximumConcurrent,
                maximumWaiting: maximumWaiting
            ).run()
        }
    }

    deinit {
        shutdown()
    }

    /// The answer, whatever its status: only the lack of an answer is an error.
    public func perform(_ request: HTTPRequest) async throws(CurlError) -> HTTPResponse {
        try request.validate()
        let answer = try await transfer(.http(request), timeout: request.timeout)
        return HTTPResponse(status: answer.status, headers: answer.headers, body: answer.body)
    }

    /// Hands one mail to its server; returns when the server has taken responsibility for it.
    public func send(_ mail: SMTPMessage) async throws(CurlError) -> SMTPReply {
        try mail.validate()
        let answer = try await transfer(.smtp(mail), timeout: mail.server.timeout)
        return SMTPReply(code: answer.status, text: answer.replyText)
    }

    public func shutdown() {
        mailbox.close()
        thread.join()
    }

    private func transfer(_ job: Job, timeout: Duration) async throws(CurlError) -> Answer {
        if Task.isCancelled { throw CurlError(.cancelled) }
        let id = mailbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: CheckedContinuation<Result<Answer, CurlError>, Never>) in
                mailbox.submit(Submission(id: id, job: job, deadline: .now + timeout, waiter: waiter))
                // Cancelled just before the submission: the handler's own message came too early to find it.
                if Task.isCancelled { mailbox.cancel(id) }
            }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }
}
