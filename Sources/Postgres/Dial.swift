import CLibPQ
import Glibc

/// Opens libpq connections without blocking calls, so that the time limit holds and the server's SQLSTATE is seen,
/// which libpq's blocking way hides.
enum Dial {
    static func open(_ configuration: ConnectionConfiguration, notices: Notices) throws(PostgresError) -> OpaquePointer
    {
        try validate(configuration.conninfo)
        guard let connection = start(configuration) else {
            throw PostgresError(.outOfResources, message: "no memory for a connection")
        }
        notices.receive(from: connection)
        // Verbose messages carry the SQLSTATE.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        do throws(PostgresError) {
            try finish(connection, within: configuration.connectTimeout)
            guard PQserverVersion(connection) >= 140_000 else { throw PostgresError(.unsupportedServer) }
            guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
                throw PostgresError.lost(connection)
            }
        } catch {
            PQfinish(connection)
            throw error
        }
        return connection
    }

    private static func validate(_ conninfo: String) throws(PostgresError) {
        var reason: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(conninfo, &reason)
        defer {
            PQconninfoFree(options)
            PQfreemem(reason)
        }
        if options == nil {
            let message = reason.map { String(cString: $0) } ?? "no memory"
            throw PostgresError(.invalidConfiguration, message: message)
        }
    }

    /// What stands before `dbname` is a default that the connection string may replace; what stands after it is not.
    private static func start(_ configuration: ConnectionConfiguration) -> OpaquePointer? {
        let options: [(String, String)] = [
            ("fallback_application_name", configuration.applicationName),
            ("keepalives", "1"),
            ("keepalives_idle", "15"),
            ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "\(configuration.connectTimeout.wholeMilliseconds)"),
            ("dbname", configuration.conninfo),
            ("client_encoding", "UTF8"),
        ]
        var keywords: [UnsafePointer<CChar>?] = options.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values: [UnsafePointer<CChar>?] = options.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer {
            for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) }
        }
        return PQconnectStartParams(&keywords, &values, 1)
    }

    private static func finish(_ connection: OpaquePointer, within timeout: Duration) throws(PostgresError) {
        guard PQstatus(connection) != CONNECTION_BAD else { throw failure(connection) }
        let hosts = hostCount(connection)
        let deadline = timeout > .zero ? ContinuousClock.now + timeout * hosts : nil
        var wanted = PGRES_POLLING_WRITING
        while true {
            let events = Int16(wanted == PGRES_POLLING_WRITING ? POLLOUT : POLLIN)
            guard Wait.until(PQsocket(connection), events, deadline) else {
                throw PostgresError(.connectFailed, message: "no connection within \(timeout)")
            }
            wanted = PQconnectPoll(connection)
            if wanted == PGRES_POLLING_OK { return }
            if wanted == PGRES_POLLING_FAILED { throw failure(connection) }
        }
    }

    private static func hostCount(_ connection: OpaquePointer) -> Int {
        guard let options = PQconninfo(connection) else { return 1 }
        defer { PQconninfoFree(options) }
        var count = 1
        var option = options
        while let keyword = option.pointee.keyword {
            if ["host", "hostaddr"].contains(String(cString: keyword)), let value = option.pointee.val {
                count = max(count, String(cString: value).split(separator: ",").count)
            }
            option += 1
        }
        return count
    }

    private static func failure(_ connection: OpaquePointer) -> PostgresError {
        let message = String(cString: PQerrorMessage(connection))
        guard let sqlState = sqlState(in: message) else {
            let code: PostgresError.Code =
                PQconnectionNeedsPassword(connection) == 1 ? .authenticationFailed : .connectFailed
            return PostgresError(code, message: message)
        }
        let code = PostgresError.Code(sqlState: sqlState)
        return PostgresError(code == .connectionLost ? .connectFailed : code, sqlState: sqlState, message: message)
    }

    /// A verbose message reads `... FATAL:  28P01: password authentication failed ...`, in any language. With several
    /// hosts there are several; the last one counts.
    static func sqlState(in message: String) -> String? {
        let bytes = Array(message.utf8)
        func isStateCharacter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        guard bytes.count >= 10 else { return nil }
        for start in (3...(bytes.count - 7)).reversed() {
            let before = bytes[(start - 3)..<start]
            let state = bytes[start..<(start + 5)]
            let after = bytes[(start + 5)..<(start + 7)]
            if before.elementsEqual(":  ".utf8), after.elementsEqual(": ".utf8), state.allSatisfy(isStateCharacter) {
                return String(decoding: state, as: UTF8.self)
            }
        }
        return nil
    }
}
