import CloudEvents
import Lane
import Messages
import Payments

/// What a batch comes to, decided in memory in the messages' order. Nothing here waits for the database.
struct Decisions {
    var book: LedgerBook
    var holds: [Movement] = []
    var releases: [Movement] = []
    var departures: [Movement] = []
    var rejections: [Rejection] = []
    var announcements: [Announcement] = []
    /// What turned out to be needed and was not read. Nothing decided is worth anything until it is.
    var missing = Footprint()

    /// What the world is told, in order.
    enum Announcement {
        case debited(WalletDebited, item: Int)
        case credited(WalletCredited, item: Int)
        case rejected(PaymentRejected, item: Int)
        case deadLetter(code: String, detail: String, item: Int)
    }

    init(on items: [Item<WalletMessage, Never>], over book: LedgerBook) {
        self.book = book
        holds.reserveCapacity(items.count)
        announcements.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            // The wallet schedules no calls, so messages are all there is.
            guard case .message(let message, _) = item.cause else { continue }
            switch message {
            case .paymentRequested(let request): decide(request, item: index, lane: item.lane)
            case .billPaid(let paid): settle(paid, item: index, lane: item.lane)
            case .billFailed(let failed): refund(failed, item: index, lane: item.lane)
            case .accountRequested(let request): decide(request, item: index)
            case .releaseRequested(let request): decide(request, item: index, lane: item.lane)
            }
        }
    }

    mutating func deadLetter(_ item: Int, _ code: String, _ detail: String) {
        announcements.append(.deadLetter(code: code, detail: detail, item: item))
    }

    /// The place of a lane's part; nil, and noted as missing, when it was not read.
    mutating func place(of part: Part) -> Int? {
        if let place = book.place(of: part) { return place }
        missing.parts.insert(part)
        return nil
    }

    /// The place of an account that is to change; nil, and noted as missing, when it was not locked.
    mutating func lockedPlace(ofKey key: Int64) -> Int? {
        if let place = book.place(ofKey: key), book[place].isLocked { return place }
        missing.lockedKeys.insert(key)
        return nil
    }
}
