import Postgres

extension ConnectionConfiguration {
    /// The same connection with statements planned once, for one process, and for indexes.
    ///
    /// A worker's statements all find their rows by keys, at any size of the tables. The planner cannot know that: a
    /// worker's tables begin empty, and the plan for an empty table is to read all of it. Such a plan would be kept
    /// while the table grows by ten thousand rows a second, until its statistics are first collected, a minute later.
    /// Without statistics it may also find a look-up of a thousand keys large enough for parallel workers, whose start
    /// takes ten times as long as the look-up. And with statistics it may take a batch for a thousand rows, and hash a
    /// table as a whole to join it with them: a plan that is kept for batches of ten, too.
    package var forLookups: ConnectionConfiguration {
        var configuration = self
        configuration.settings.merge(Self.lookups) { chosen, _ in chosen }
        return configuration
    }

    private static var lookups: [String: String] {
        [
            "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "max_parallel_workers_per_gather": "0",
            "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off",
        ]
    }
}
