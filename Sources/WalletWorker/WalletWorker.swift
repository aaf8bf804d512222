import Lane
import Messages
import Postgres

/// The ledger: accounts, and every movement of money between them, double entry.
///
/// A batch is decided in memory, in the messages' order, between one read and one write of the database:
///
///     footprint   which rows the messages are about
///     read        lock and read them
///     decide      hold, reject, settle, refund, suspend, release from suspense
///     write       transfers, entries, balances: queued, and sent with the engine's commit
///     announce    what the world is told
public struct WalletWorker: Worker {
    public let name = "wallet"
    public let inputs = [
        PaymentRequested.topic, BillPaid.topic, BillFailed.topic, AccountRequested.topic, ReleaseRequested.topic,
    ]
    private let knownParts = KnownParts()
    private let metrics = WalletMetrics(worker: "wallet")

    public init() {}

    public var migrations: [Migration] {
        [
            Migration(number: 1, name: "ledger", sql: PackageResources._001_ledger_sql),
            Migration(number: 2, name: "withdrawals", sql: PackageResources._002_withdrawals_sql),
            Migration(number: 3, name: "suspense", sql: PackageResources._003_suspense_sql),
            Migration(number: 4, name: "limits", sql: PackageResources._004_limits_sql),
        ]
    }

    public func makeDecoder() -> any RecordDecoder<WalletMessage> { WalletDecoder() }

    public func handle(_ batch: Batch<WalletMessage, Never>, in transaction: Transaction) throws {
        let footprint = Footprint(of: batch.items)
        guard !footprint.isEmpty else { return }
        let decisions = try decide(batch, footprint, LedgerReader(transaction: transaction, knownParts: knownParts))
        try decisions.write(in: transaction, now: batch.now)
        try transaction.flush()  // the database writes while the events are made
        decisions.announce(in: batch)
        batch.whenCommitted { [metrics] in metrics.count(decisions) }
    }

    /// Decides, and when that shows that rows are needed which no message names (suspense, the way back from a closed
    /// payee), reads them too and decides anew. Few batches need it, and none more than four times: payee, payer,
    /// suspense, and where money goes from there.
    ///
    /// These locks come late and so out of order. If that ever closes a circle with another process, PostgreSQL ends
    /// one of the two, and the engine repeats it.
    private func decide(
        _ batch: Batch<WalletMessage, Never>, _ footprint: Footprint, _ reader: LedgerReader
    ) throws -> Decisions {
        var book = LedgerBook(capacity: 2 * batch.items.count)
        try reader.read(footprint, into: &book)
        var decisions = Decisions(on: batch.items, over: book)
        for _ in 0..<4 where !decisions.missing.isEmpty {
            try reader.read(decisions.missing, into: &book)
            decisions = Decisions(on: batch.items, over: book)
        }
        guard decisions.missing.isEmpty else { throw LedgerContradiction() }
        return decisions
    }
}

/// A payment's row names an account that does not exist. No repetition helps; the audit names the row.
struct LedgerContradiction: Error {}
