import Kafka
import Postgres
import Settings

/// Looks, before a command begins, whether anything answers where the settings point. A command that meets no stack
/// says so at once, in one line.
public enum StackProbe {
    /// What a command cannot do without.
    public enum Need: Sendable {
        case kafka
        case database
        /// As who makes schemas.
        case administration
    }

    static let patience: Duration = .seconds(2)

    /// - Throws: `no_stack` when none of what is needed answers. When one of two does, the command says what is wrong.
    public static func check(_ settings: Settings, needing needs: [Need]) throws(OperationError) {
        for need in needs where answers(need, settings) { return }
        if needs.isEmpty { return }
        let silent = needs.map { need in
            need == .kafka ? "Kafka (\(settings.bootstrapServers))" : "PostgreSQL (\(settings.databaseAddress))"
        }
        throw OperationError(
            .noStack,
            "nothing answers as \(silent.joined(separator: " or ")): start a stack here with giro up, or name yours in "
                + "the settings")
    }

    private static func answers(_ need: Need, _ settings: Settings) -> Bool {
        switch need {
        case .kafka:
            Endpoint.list(settings.bootstrapServers).contains { $0.accepts(within: patience) }
        case .database: answers(settings.operatorConnection(for: "wallet"))
        case .administration: answers(settings.adminConnection)
        }
    }

    /// Whatever a server says, it is there.
    private static func answers(_ configuration: ConnectionConfiguration) -> Bool {
        var configuration = configuration
        configuration.connectTimeout = min(configuration.connectTimeout, patience)
        do throws(PostgresError) {
            try Connection.open(configuration).close()
            return true
        } catch {
            return error.code != .connectFailed || !silence.contains { error.message.contains($0) }
        }
    }

    /// What libpq says when there is no server, other than when one does not like how it is spoken to.
    private static let silence = [
        "refused", "No such file", "no connection within", "timeout", "could not translate", "unreachable", "No route",
    ]
}
