import Operations
import Payments

/// The same flow over a small ledger and over one that has grown: a million accounts and ten million entries.
///
/// The accounts and entries are written past the wallet, by SQL, each account with as much in as out, so that balances
/// are right. They have no payments behind them: the audit comes before.
struct LedgerHistory {
    let ground: BenchGround

    func compare(_ plan: BenchPlan, feed: MessageFeed, say: (String) -> Void) throws -> BenchReport.Ledger {
        let small = min(plan.smallLedgerAccounts, plan.accounts)
        let large = max(plan.largeLedgerAccounts, plan.accounts)
        say("all workers, \(small.grouped) accounts")
        let before = try flow(accounts: small, plan, feed)
        say("writing \(large.grouped) accounts and \(plan.ledgerEntries.grouped) entries")
        let each = max(plan.ledgerEntries / large / 2 * 2, 2)
        try ground.admin.execute(script: Self.grow(from: plan.accounts, to: large, entriesEach: each))
        try ground.admin.execute(script: "VACUUM ANALYZE wallet.account")
        try ground.admin.execute(script: "VACUUM ANALYZE wallet.entry")
        try ground.admin.execute(script: "CHECKPOINT")
        say("all workers, \(large.grouped) accounts")
        let after = try flow(accounts: large, plan, feed)
        return BenchReport.Ledger(
            smallAccounts: small, smallPerSecond: Ratio.rounded(before.perSecond), largeAccounts: large,
            entries: each * large, largePerSecond: Ratio.rounded(after.perSecond))
    }

    /// After a checkpoint the first change of every page is logged with the whole page, and the server's buffers do not
    /// have them yet: a large ledger has all its pages before it in the first seconds.
    private static let warmUpSeconds = 15.0

    private func flow(accounts: Int, _ plan: BenchPlan, _ feed: MessageFeed) throws -> FlowResult {
        try ground.start()
        defer { ground.stop() }
        let generator = PaymentGenerator(accounts: accounts, seed: UInt64(accounts))
        return try FlowRun(ground: ground, feed: feed).closed(
            generator, seconds: plan.seconds, underWay: plan.underWay, warmUp: Self.warmUpSeconds)
    }

    private static func grow(from accounts: Int, to large: Int, entriesEach each: Int) -> String {
        """
        INSERT INTO wallet.account (id, kind, currency, overdraft_limit_minor)
        SELECT 'wallet:bench-' || n, 'wallet', 'EUR', \(MoneyLimits.maximumAmountMinor)
        FROM generate_series(\(accounts), \(large - 1)) AS n;
        INSERT INTO wallet.entry (account_key, version, amount_minor, balance_after_minor, payment, step)
        SELECT account_key, version + n, CASE n % 2 WHEN 1 THEN 100 ELSE -100 END, balance_minor + n % 2 * 100,
            gen_random_uuid(), 1
        FROM wallet.account CROSS JOIN generate_series(1, \(each)) AS n WHERE kind = 'wallet';
        UPDATE wallet.account SET version = version + \(each) WHERE kind = 'wallet';
        """
    }
}
