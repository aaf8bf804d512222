import Postgres

extension ConnectionConfiguration {
    /// The same connection for reads that take a page along an index.
    ///
    /// The planner takes filters that it knows nothing of for sharper than they are, and would rather fetch and sort
    /// all that an account ever did than walk an index to the page's end: 700 ms for 20,000 payments, where the walk
    /// takes less than one. Without bitmap scans the walk is what is left, and no other statement here wants one.
    var forPages: ConnectionConfiguration {
        var configuration = self
        configuration.settings["enable_bitmapscan"] = configuration.settings["enable_bitmapscan"] ?? "off"
        return configuration
    }
}
