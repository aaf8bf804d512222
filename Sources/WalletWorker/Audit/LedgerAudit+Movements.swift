extension LedgerAudit {
    /// Transfers against their entries and against each other.
    static let movementChecks = [
        Check(
            name: "entries_sum_to_zero",
            meaning: "The entries of each transfer are two, and their sum is zero.",
            sql: """
                SELECT payment || '/' || step, count(*) || ' entries, sum ' || sum(amount_minor)
                FROM entry GROUP BY payment, step HAVING count(*) <> 2 OR sum(amount_minor) <> 0
                """),
        Check(
            name: "entries_match_transfer",
            meaning: "Each transfer that moved money has its debit and its credit, of its amount, on its accounts.",
            sql: """
                SELECT payment || '/' || step, CASE
                    WHEN moved.outcome IS NULL THEN 'entries without a transfer'
                    WHEN written.entries IS NULL THEN 'a transfer without entries'
                    ELSE 'other accounts or another amount' END
                FROM (SELECT * FROM transfer WHERE outcome <> 'rejected') AS moved
                FULL JOIN (
                    SELECT payment, step, count(*) AS entries, max(amount_minor) AS amount_minor,
                        max(account_key) FILTER (WHERE amount_minor < 0) AS debit_key,
                        max(account_key) FILTER (WHERE amount_minor > 0) AS credit_key
                    FROM entry GROUP BY payment, step) AS written USING (payment, step)
                WHERE (moved.amount_minor, moved.debit_key, moved.credit_key)
                    IS DISTINCT FROM (written.amount_minor, written.debit_key, written.credit_key)
                """),
        Check(
            name: "release_matches_hold",
            meaning: "What was released was held before, with the same amount and kind.",
            sql: """
                SELECT release.payment || '/2', CASE
                    WHEN hold.payment IS NULL THEN 'nothing was held' ELSE 'another amount or kind was held' END
                FROM transfer AS release
                LEFT JOIN transfer AS hold
                    ON hold.payment = release.payment AND hold.step = 1 AND hold.outcome = 'held'
                WHERE release.step = 2
                    AND (hold.amount_minor, hold.kind) IS DISTINCT FROM (release.amount_minor, release.kind)
                """),
        Check(
            name: "departure_matches_suspension",
            meaning: "What was released from suspense was suspended before, with the same amount and kind.",
            sql: """
                SELECT departure.payment || '/3', CASE
                    WHEN suspension.payment IS NULL THEN 'nothing was suspended'
                    ELSE 'another amount or kind was suspended' END
                FROM transfer AS departure
                LEFT JOIN transfer AS suspension ON suspension.payment = departure.payment
                    AND suspension.step = 2 AND suspension.outcome = 'suspended'
                WHERE departure.step = 3 AND (suspension.amount_minor, suspension.kind)
                    IS DISTINCT FROM (departure.amount_minor, departure.kind)
                """),
        Check(
            name: "transfer_has_one_currency",
            meaning: "Both accounts of each transfer exist and have one currency.",
            sql: """
                SELECT payment || '/' || step,
                    coalesce(debit.currency, 'no account') || ' to ' || coalesce(credit.currency, 'no account')
                FROM transfer
                LEFT JOIN account AS debit ON debit.account_key = debit_key
                LEFT JOIN account AS credit ON credit.account_key = credit_key
                WHERE outcome <> 'rejected' AND (debit.currency = credit.currency) IS NOT TRUE
                """),
        Check(
            name: "clearing_is_what_is_held",
            meaning: "What is in clearing is what was held and not yet released, in each currency.",
            sql: """
                SELECT currency, 'clearing ' || coalesce(clearing.minor, 0) || ', held ' || coalesce(held.minor, 0)
                FROM (SELECT currency, sum(balance_minor) AS minor FROM account
                    WHERE kind = 'clearing' GROUP BY currency) AS clearing
                FULL JOIN (
                    SELECT part.currency, sum(hold.amount_minor) AS minor
                    FROM transfer AS hold JOIN account AS part ON part.account_key = hold.credit_key
                    WHERE hold.step = 1 AND hold.outcome = 'held' AND NOT EXISTS (
                        SELECT FROM transfer AS release WHERE release.payment = hold.payment AND release.step = 2)
                    GROUP BY part.currency) AS held USING (currency)
                WHERE coalesce(clearing.minor, 0) <> coalesce(held.minor, 0)
                """),
        Check(
            name: "suspense_is_what_is_suspended",
            meaning: "What is in suspense is what was suspended and not yet released, in each currency.",
            sql: """
                SELECT currency, 'suspense ' || coalesce(suspense.minor, 0) || ', suspended '
                    || coalesce(suspended.minor, 0)
                FROM (SELECT currency, sum(balance_minor) AS minor FROM account
                    WHERE kind = 'suspense' GROUP BY currency) AS suspense
                FULL JOIN (
                    SELECT part.currency, sum(suspension.amount_minor) AS minor
                    FROM transfer AS suspension JOIN account AS part ON part.account_key = suspension.credit_key
                    WHERE suspension.outcome = 'suspended' AND NOT EXISTS (
                        SELECT FROM transfer AS departure
                        WHERE departure.payment = suspension.payment AND departure.step = 3)
                    GROUP BY part.currency) AS suspended USING (currency)
                WHERE coalesce(suspense.minor, 0) <> coalesce(suspended.minor, 0)
                """),
    ]
}
