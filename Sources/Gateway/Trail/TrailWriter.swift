import Identity
import Logging
import Postgres
import Synchronization

/// Lines of the trail that belong to no transaction: what was refused, and changes that write none themselves. They
/// are collected and written twice a second, so that no request waits for them; a process that is killed loses those
/// of its last half second. Reads of other people's data are written before they are answered.
final class TrailWriter: Sendable {
    private struct Waiting {
        var lines: AppendTrail?
        var dropped = 0
    }

    /// A flood of refusals fills no memory: what is beyond is counted, and the count is a line itself.
    private static let maximumWaiting = 10_000

    let trail: Trail
    private let pool: ConnectionPool
    private let logger: Logger
    private let waiting = Mutex(Waiting())

    /// - Parameter pool: as `giro_gateway`.
    init(trail: Trail, pool: ConnectionPool, logger: Logger) {
        self.trail = trail
        self.pool = pool
        self.logger = logger
    }

    func add(_ act: Act, outcome: String) {
        guard let line = try? trail.line(act, outcome: outcome) else { return }
        waiting.withLock { waiting in
            if (waiting.lines?.count ?? 0) >= Self.maximumWaiting {
                waiting.dropped += 1
            } else if waiting.lines == nil {
                waiting.lines = line
            } else {
                waiting.lines?.append(line)
            }
        }
    }

    /// Writes down at once that somebody of the house looks at what is another person's.
    func record(readOf person: Identifier?, subject: String?, _ act: Act) async throws {
        let line = try trail.line(act, subject: subject, about: person)
        _ = try await pool.run { try $0.execute(line) }
    }

    /// Writes what has come together. What cannot be written now waits on.
    func flush() async {
        let taken = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting
        }
        guard var lines = taken.lines else { return }
        if taken.dropped > 0 {
            let act = Act(action: "trail", actor: .init(person: nil), subject: String(taken.dropped))
            if let line = try? trail.line(act, outcome: "lines_dropped") { lines.append(line) }
        }
        do {
            let all = lines
            _ = try await pool.run { try $0.execute(all) }
        } catch {
            logger.warning("lines of the trail are not written yet", metadata: ["error": "\(error)"])
            waiting.withLock { waiting in
                if let newer = waiting.lines { lines.append(newer) }
                waiting.lines = lines
            }
        }
    }

    /// Links what is pending in a schema's trail.
    func link(_ pools: [ConnectionPool]) async {
        for pool in pools {
            do {
                _ = try await pool.run { try TrailChain.extend(on: $0) }
            } catch let error as PostgresError where error.isTransient {
                continue  // twice a second: the log need not say each time that a database is away
            } catch {
                logger.warning("lines of the trail are not linked yet", metadata: ["error": "\(error)"])
            }
        }
    }
}
