import Postgres

/// Makes the transaction's statements be planned once per connection, for indexes and for one process.
///
/// A ledger begins empty, and the plan for an empty table is to read all of it. Such a plan would be kept while the
/// table grows by ten thousand rows a second, until its statistics are first collected, a minute later. Without
/// statistics the planner may also find a look-up of a thousand keys large enough for parallel workers, whose start
/// takes ten times as long as the look-up. Every statement here finds its rows by keys, so the index is right at any
/// size. Costs nothing of note: it rides in a pipeline.
struct UseIndexes: Statement {
    static let sql = """
        SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
            set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)
        """
}
