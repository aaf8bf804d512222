import Messages
import Payments
import Synchronization

/// How many mails about payments an address gets in an hour. A payment costs its sender next to nothing, a mail costs
/// its reader time: nobody's payments fill another's mailbox.
public struct MailLimits: Sendable, Equatable {
    /// About what others did, and as many about what the owner did.
    public var perRecipient: Int
    /// About payments of one account among them.
    public var perCause: Int

    public init(perRecipient: Int = 120, perCause: Int = 20) {
        self.perRecipient = perRecipient
        self.perCause = perCause
    }
}

/// Counts mails by address, hour by hour. Each process counts for itself: the mails of one account are all on one lane.
final class MailCounts: Sendable {
    static let windowMicroseconds: Int64 = 3_600_000_000

    struct Bucket: Hashable {
        /// In small letters. It stays in memory.
        let address: String
        /// Whose payments the mails are about; nil: anybody's.
        let cause: AccountID?
        /// About what the owner of the address did.
        let isOwn: Bool
    }

    private struct State {
        var window: Int64 = 0
        var counts: [Bucket: Int] = [:]
    }

    /// Strangers cannot fill the memory: beyond this, the counts of the hour are dropped together.
    private static let maximumBuckets = 500_000

    private let state = Mutex(State())

    func count(of bucket: Bucket, now: Int64) -> Int {
        state.withLock { $0.window == now / Self.windowMicroseconds ? $0.counts[bucket] ?? 0 : 0 }
    }

    func add(_ counts: [Bucket: Int], now: Int64) {
        state.withLock { state in
            let window = now / Self.windowMicroseconds
            if state.window != window || state.counts.count > Self.maximumBuckets {
                state = State(window: window)
            }
            state.counts.merge(counts) { $0 + $1 }
        }
    }
}

/// What one batch adds to the counts, which is known to be so once the batch is committed.
struct MailAdmission {
    private let limits: MailLimits
    private let known: MailCounts
    private let now: Int64
    private(set) var added: [MailCounts.Bucket: Int] = [:]

    init(limits: MailLimits, known: MailCounts, now: Int64) {
        self.limits = limits
        self.known = known
        self.now = now
    }

    /// Nil when the mail may be sent; then it is counted. Otherwise the code of why not.
    mutating func refusal(of notification: NotificationSend, to address: MailAddress) -> String? {
        let lowered = address.text.lowercased()
        let isOwn = notification.kind != .paymentReceived
        let all = MailCounts.Bucket(address: lowered, cause: nil, isOwn: isOwn)
        if count(all) >= limits.perRecipient { return "recipient_limit" }
        guard !isOwn, let cause = notification.counterparty else {
            added[all, default: 0] += 1
            return nil
        }
        let from = MailCounts.Bucket(address: lowered, cause: cause, isOwn: false)
        if count(from) >= limits.perCause { return "cause_limit" }
        added[all, default: 0] += 1
        added[from, default: 0] += 1
        return nil
    }

    private func count(_ bucket: MailCounts.Bucket) -> Int {
        known.count(of: bucket, now: now) + (added[bucket] ?? 0)
    }
}
