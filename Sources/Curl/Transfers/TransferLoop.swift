import CCurl

/// Drives every transfer. Made, run and ended on the client's own thread; only the mailbox is shared.
final class TransferLoop {
    private let mailbox: Mailbox
    private let maximumConcurrent: Int
    private let maximumWaiting: Int
    private let multi: UnsafeMutableRawPointer
    private var active: [UInt64: Transfer] = [:]
    private var waiting: [Submission] = []
    private var idle: [EasyHandle] = []
    private var sharing = ConnectionSharing()

    init(mailbox: Mailbox, maximumConcurrent: Int, maximumWaiting: Int) {
        CurlLibrary.start()
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl cannot start") }
        giro_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, maximumConcurrent)
        self.mailbox = mailbox
        self.maximumConcurrent = maximumConcurrent
        self.maximumWaiting = maximumWaiting
        self.multi = multi
        mailbox.connect(to: multi)
    }

    deinit {
        idle = []
        curl_multi_cleanup(multi)
    }

    func run() {
        while true {
            let (letters, isClosed) = mailbox.take()
            letters.forEach(receive)
            if isClosed { break }
            startWaiting()
            drive()
            let finished = collectFinished()
            // A place was freed or a callback may have been answered: look again before sleeping.
            if !finished { sleep() }
        }
        mailbox.disconnect()
        endAll(CurlError(.shutDown))
    }

    // MARK: Stages

    private func receive(_ letter: Mailbox.Letter) {
        switch letter {
        case .start(let submission):
            if active.count + waiting.count < maximumConcurrent + maximumWaiting {
                waiting.append(submission)
            } else {
                submission.waiter.resume(returning: .failure(CurlError(.overloaded)))
            }
        case .cancel(let id):
            if let transfer = active[id] {
                finish(transfer, .failure(transfer.failure(.cancelled)))
            } else if let index = waiting.firstIndex(where: { $0.id == id }) {
                waiting.remove(at: index).waiter.resume(returning: .failure(CurlError(.cancelled)))
            }
        }
    }

    private func startWaiting() {
        let now = ContinuousClock.now
        var started = 0
        while started < waiting.count, active.count < maximumConcurrent {
            start(waiting[started], remaining: now.duration(to: waiting[started].deadline))
            started += 1
        }
        waiting.removeFirst(started)
        if waiting.contains(where: { $0.deadline <= now }) {
            for late in waiting where late.deadline <= now {
                late.waiter.resume(returning: .failure(CurlError(.timedOut)))
            }
            waiting.removeAll { $0.deadline <= now }
        }
    }

    private func start(_ submission: Submission, remaining: Duration) {
        guard remaining > .zero else {
            return submission.waiter.resume(returning: .failure(CurlError(.timedOut)))
        }
        let transfer = Transfer(submission, easy: idle.popLast() ?? EasyHandle())
        do {
            try transfer.prepare(remaining: remaining, sharesConnection: sharing.isAllowed(for: submission.job))
        } catch {
            return finish(transfer, .failure(error))
        }
        guard curl_multi_add_handle(multi, transfer.easy.pointer) == CURLM_OK else {
            return finish(transfer, .failure(CurlError(.outOfMemory)))
        }
        active[submission.id] = transfer
    }

    private func drive() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
    }

    private func collectFinished() -> Bool {
        var remaining: Int32 = 0
        var any = false
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            // Read before the handle is removed: the message dies with it.
            let result = giro_curl_message_result(message)
            guard let transfer = Transfer.of(message.pointee.easy_handle) else { continue }
            finish(transfer, transfer.outcome(of: result))
            any = true
        }
        return any
    }

    private func sleep() {
        // Waiting calls have deadlines that libcurl does not know of.
        let milliseconds: Int32 = waiting.isEmpty ? 60_000 : 20
        curl_multi_poll(multi, nil, 0, milliseconds, nil)
    }

    // MARK: Endings

    private func finish(_ transfer: Transfer, _ result: Result<Answer, CurlError>) {
        if active.removeValue(forKey: transfer.id) != nil {
            curl_multi_remove_handle(multi, transfer.easy.pointer)
        }
        transfer.easy.reset()
        idle.append(transfer.easy)
        transfer.submission.waiter.resume(returning: result)
    }

    private func endAll(_ error: CurlError) {
        for transfer in active.values {
            finish(transfer, .failure(transfer.failure(error.code)))
        }
        for submission in waiting { submission.waiter.resume(returning: .failure(error)) }
        waiting = []
    }
}
