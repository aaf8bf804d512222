import Logging

/// Where a connection goes and which limits hold on it.
public struct ConnectionConfiguration: Sendable {
    /// A libpq connection string, `postgresql://...` or `key=value ...`. Everything in it reaches libpq, TLS and
    /// several hosts included (https://www.postgresql.org/docs/15/libpq-connect.html). Only `connect_timeout` and
    /// `client_encoding` are decided here.
    public var conninfo: String
    /// What `pg_stat_activity` shows, unless `conninfo` or PGAPPNAME say otherwise.
    public var applicationName: String
    /// The schemas that unqualified names are looked for in, as `SET search_path` takes them; nil leaves the role's.
    public var searchPath: String?
    /// The longest a single statement may take. Zero is no limit, here and below.
    public var statementTimeout: Duration
    /// The longest a statement may wait for one lock.
    public var lockTimeout: Duration
    /// The longest a transaction may sit between two round trips, holding its locks.
    public var idleInTransactionTimeout: Duration
    /// The longest a connection attempt to one host may take. Also how long sent data may stay unacknowledged by TCP,
    /// and how long an answer may be late by the other limits before the connection is given up.
    public var connectTimeout: Duration
    /// Further settings of the session, by their PostgreSQL names. The defaults fit short transactions over arrays.
    public var settings: [String: String]
    /// Notices of the server go here, without their text, which can hold data.
    public var logger: Logger

    public init(
        conninfo: String, applicationName: String = "giro", searchPath: String? = nil,
        statementTimeout: Duration = .seconds(30), lockTimeout: Duration = .seconds(10),
        idleInTransactionTimeout: Duration = .seconds(30), connectTimeout: Duration = .seconds(10),
        settings: [String: String] = ["TimeZone": "UTC", "jit": "off"],
        logger: Logger = Logger(label: "giro.postgres")
    ) {
        self.conninfo = conninfo
        self.applicationName = applicationName
        self.searchPath = searchPath
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.connectTimeout = connectTimeout
        self.settings = settings
        self.logger = logger
    }

    /// Everything that is set in the session once it is open.
    var sessionSettings: [(name: String, value: String)] {
        var all = settings
        all["statement_timeout"] = "\(statementTimeout.wholeMilliseconds)ms"
        all["lock_timeout"] = "\(lockTimeout.wholeMilliseconds)ms"
        all["idle_in_transaction_session_timeout"] = "\(idleInTransactionTimeout.wholeMilliseconds)ms"
        if let searchPath { all["search_path"] = searchPath }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Duration {
    /// Rounded up, so that a limit that is not zero never becomes one that is; at most what a C `int` holds.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
