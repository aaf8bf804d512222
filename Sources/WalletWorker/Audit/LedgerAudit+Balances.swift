extension LedgerAudit {
    /// Balances against the entries they come from, and against their limits.
    static let balanceChecks = [
        Check(
            name: "balance_is_sum_of_entries",
            meaning: "Each account's balance is the sum of its entries.",
            sql: """
                SELECT coalesce(account.id, 'key ' || account_key),
                    'balance ' || coalesce(account.balance_minor::text, 'of no account')
                        || ', entries ' || coalesce(written.minor, 0)
                FROM account
                FULL JOIN (SELECT account_key, sum(amount_minor) AS minor FROM entry GROUP BY account_key) AS written
                    USING (account_key)
                WHERE account.balance_minor IS DISTINCT FROM coalesce(written.minor, 0)
                """),
        Check(
            name: "entries_have_no_gap",
            meaning: "Each account's entries are numbered from 1 to its version without gaps: none is lost.",
            sql: """
                SELECT coalesce(account.id, 'key ' || account_key),
                    'version ' || coalesce(account.version, 0) || ', ' || coalesce(written.entries, 0)
                        || ' entries up to number ' || coalesce(written.last, 0)
                FROM account
                FULL JOIN (SELECT account_key, count(*) AS entries, max(version) AS last
                    FROM entry GROUP BY account_key) AS written USING (account_key)
                WHERE coalesce(account.version, 0) <> coalesce(written.entries, 0)
                    OR coalesce(account.version, 0) <> coalesce(written.last, 0)
                """),
        Check(
            name: "entries_run_on",
            meaning: "Each entry's balance is the one before it plus its amount; the last one's is the account's.",
            sql: """
                SELECT coalesce(account.id, 'key ' || account_key), 'at entry ' || min(chain.version)
                FROM (
                    SELECT account_key, version, balance_after_minor,
                        balance_after_minor - amount_minor AS before,
                        lag(balance_after_minor, 1, 0::bigint) OVER by_version AS previous,
                        lead(version) OVER by_version IS NULL AS is_last
                    FROM entry WINDOW by_version AS (PARTITION BY account_key ORDER BY version)) AS chain
                LEFT JOIN account USING (account_key)
                WHERE chain.before <> chain.previous
                    OR chain.is_last AND chain.balance_after_minor IS DISTINCT FROM account.balance_minor
                GROUP BY account_key, account.id
                """),
        Check(
            name: "no_account_beyond_limit",
            meaning: "No wallet or biller is further below zero than its limit allows.",
            sql: """
                SELECT id, 'balance ' || balance_minor || ', limit ' || overdraft_limit_minor FROM account
                WHERE kind IN ('wallet', 'biller') AND balance_minor < -overdraft_limit_minor
                """),
        Check(
            name: "closed_accounts_are_empty",
            meaning: "No closed wallet or biller holds money.",
            sql: """
                SELECT id, 'balance ' || balance_minor FROM account
                WHERE kind IN ('wallet', 'biller') AND state = 'closed' AND balance_minor <> 0
                """),
        Check(
            name: "currencies_sum_to_zero",
            meaning: "All balances of a currency sum to zero: what is inside came from outside.",
            sql: """
                SELECT currency, 'sum ' || sum(balance_minor) FROM account
                GROUP BY currency HAVING sum(balance_minor) <> 0
                """),
    ]
}
