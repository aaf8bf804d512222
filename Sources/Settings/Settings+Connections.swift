import Postgres

/// Who connects to the database, and how. Roles are `giro_<worker>`; schemas are named for their workers.
extension Settings {
    /// The operators' role: it reads everything but addresses, and writes nothing but the operations log.
    public static let operatorRole = "giro_operator"

    public static func role(of worker: String) -> String { "giro_\(worker)" }

    /// A worker in its own role and schema.
    public func workerConnection(_ worker: String) -> ConnectionConfiguration {
        let conninfo =
            text(.workerConninfo(worker))
            ?? ConnectionText.adding(
                login(Self.role(of: worker), text(.workerPassword(worker))), to: requiredText(.databaseConninfo))
        return ConnectionConfiguration(
            conninfo: conninfo, applicationName: "giro-\(worker)", searchPath: worker,
            statementTimeout: duration(.databaseStatementTimeout), lockTimeout: duration(.databaseLockTimeout),
            idleInTransactionTimeout: duration(.databaseIdleTimeout), connectTimeout: duration(.databaseConnectTimeout))
    }

    /// Whoever makes databases, schemas and roles.
    public var adminConnection: ConnectionConfiguration {
        asAdmin(text(.adminConninfo) ?? requiredText(.databaseConninfo))
    }

    /// The same, of the database that a worker's schema is in.
    public func adminConnection(for worker: String) -> ConnectionConfiguration {
        text(.workerAdminConninfo(worker)).map(asAdmin) ?? adminConnection
    }

    /// The read-only role, looking at a worker's schema, wherever that worker's database is.
    public func operatorConnection(for worker: String) -> ConnectionConfiguration {
        let conninfo: String
        if let given = text(.operatorConninfo) {
            conninfo = given
        } else if let override = text(.workerConninfo(worker)) {
            // The worker's own password must not be tried for another role.
            conninfo = ConnectionText.adding(login(Self.operatorRole, text(.operatorPassword) ?? ""), to: override)
        } else {
            conninfo = ConnectionText.adding(
                login(Self.operatorRole, text(.operatorPassword)), to: requiredText(.databaseConninfo))
        }
        let timeout = duration(.operatorStatementTimeout)
        return ConnectionConfiguration(
            conninfo: conninfo, applicationName: "giro-operator", searchPath: worker, statementTimeout: timeout,
            lockTimeout: duration(.databaseLockTimeout), idleInTransactionTimeout: timeout,
            connectTimeout: duration(.databaseConnectTimeout))
    }

    /// The same role where operations are recorded: the one schema that it may add rows to.
    public var operationsConnection: ConnectionConfiguration {
        var configuration = operatorConnection(for: Self.operationsSchema)
        configuration.settings["default_transaction_read_only"] = "off"
        return configuration
    }

    public static let operationsSchema = "operations"

    /// Who is at work, for the operations log; nil where nobody said.
    public var operatorName: String? { text(.operatorName) }

    /// The role that the gateway reads the workers' schemas as.
    public static let readerRole = "giro_reader"

    /// The workers' read sides, for the gateway: one database, or a replica of it.
    public var readerConnection: ConnectionConfiguration {
        let conninfo =
            text(.readerConninfo)
            ?? ConnectionText.adding(
                login(Self.readerRole, text(.readerPassword)), to: requiredText(.databaseConninfo))
        return ConnectionConfiguration(
            conninfo: conninfo, applicationName: "giro-reader", statementTimeout: duration(.gatewayStatementTimeout),
            lockTimeout: duration(.databaseLockTimeout), idleInTransactionTimeout: duration(.databaseIdleTimeout),
            connectTimeout: duration(.databaseConnectTimeout))
    }

    public var readerPassword: String? { text(.readerPassword) }

    /// The password that `giro migrate` gives a worker's role; nil leaves the role's as it is.
    public func workerPassword(_ worker: String) -> String? { text(.workerPassword(worker)) }

    public var operatorPassword: String? { text(.operatorPassword) }

    /// A migration takes what time it takes, but does not wait for ever behind others' locks.
    private func asAdmin(_ conninfo: String) -> ConnectionConfiguration {
        ConnectionConfiguration(
            conninfo: conninfo, applicationName: "giro-admin", statementTimeout: .zero, lockTimeout: .seconds(60),
            idleInTransactionTimeout: .zero, connectTimeout: duration(.databaseConnectTimeout))
    }

    private func login(_ user: String, _ password: String?) -> [(name: String, value: String)] {
        [("user", user)] + (password.map { [("password", $0)] } ?? [])
    }
}
