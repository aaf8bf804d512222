import Logging
import Postgres
import Synchronization
import Testing

@Suite("Notices")
struct NoticeTests {
    /// Keeps what is logged.
    private final class Kept: Sendable {
        let lines = Mutex<[String]>([])
    }

    private struct Keeper: LogHandler {
        let kept: Kept
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            kept.lines.withLock { $0.append("\(event.level) \(event.message) \(fields)") }
        }
    }

    @Test("a notice is logged by its kind, without its text")
    func notices() throws {
        let kept = Kept()
        let connection = try TestDatabase.open {
            $0.logger = Logger(label: "test") { _ in Keeper(kept: kept) }
        }
        try connection.execute(
            script: "DO $$ BEGIN RAISE WARNING 'Alice Secret'; RAISE NOTICE 'Bob Secret' USING TABLE = 'entry'; END $$")
        #expect(
            kept.lines.withLock { $0 } == [
                "warning notice from PostgreSQL severity=WARNING sqlstate=01000",
                "debug notice from PostgreSQL severity=NOTICE sqlstate=00000 table=entry",
            ])
    }
}
