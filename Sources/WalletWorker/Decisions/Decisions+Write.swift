import CloudEvents
import Lane
import Postgres

extension Decisions {
    /// Queues everything to write. Nothing is waited for: the answers come with the commit.
    func write(in transaction: Transaction, now: Int64) throws {
        if !holds.isEmpty { try transaction.send(InsertHolds(movements: holds, now: now)) }
        if !releases.isEmpty { try transaction.send(InsertReleases(movements: releases, now: now)) }
        if !departures.isEmpty { try transaction.send(InsertDepartures(movements: departures, now: now)) }
        if !rejections.isEmpty { try transaction.send(InsertRejections(rejections: rejections, now: now)) }
        let movements = holds + releases + departures
        if !movements.isEmpty { try transaction.send(InsertEntries(movements: movements)) }
        let limited = book.accounts.filter(\.hasNewLimit)
        if !limited.isEmpty { try transaction.send(UpdateLimits(accounts: limited)) }
        let moved = book.accounts.filter { $0.hasMoved && !$0.hasNewLimit }
        if !moved.isEmpty { try transaction.send(UpdateBalances(accounts: moved)) }
        let changed = book.accounts.filter(\.hasNewState)
        if !changed.isEmpty { try transaction.send(UpdateStates(accounts: changed)) }
    }

    /// Hands everything to say to the batch, in the messages' order.
    func announce(in batch: Batch<WalletMessage, Never>) {
        for announcement in announcements {
            switch announcement {
            case .debited(let message, let item): batch.emit(message.event(), after: item)
            case .credited(let message, let item): batch.emit(message.event(), after: item)
            case .rejected(let message, let item): batch.emit(message.event(), after: item)
            case .deadLetter(let code, let detail, let item): batch.deadLetter(item, code: code, detail: detail)
            }
        }
    }
}
