import Foundation
import Operations
import Settings
import Synchronization

/// `giro audit` again and again while the run goes on, on a thread of its own: what must hold at any moment is not only
/// looked at when all is over. An audit that cannot be made just then, as the database is away, says nothing.
final class Patrol {
    private final class Notes: Sendable {
        let isUnderWay = Mutex(false)
        let audits = Mutex(0)
        let findings = Mutex<[String]>([])
    }

    private let settings: Settings
    private let narrate: (String) -> Void
    private let notes = Notes()
    private var nextAt = ContinuousClock.now + pause

    private static let pause = Duration.seconds(10)

    init(_ settings: Settings, narrate: @escaping (String) -> Void) {
        self.settings = settings
        self.narrate = narrate
    }

    /// How many audits were made.
    var audits: Int { notes.audits.withLock { $0 } }
    var findings: [String] { notes.findings.withLock { $0 } }

    /// Begins an audit when one is due.
    func tend() {
        guard .now >= nextAt, !notes.isUnderWay.withLock({ $0 }) else { return }
        nextAt = .now + Self.pause
        notes.isUnderWay.withLock { $0 = true }
        let (notes, settings) = (notes, settings)
        Thread.detachNewThread {
            if let report = try? AuditRun(settings: settings).run() {
                notes.audits.withLock { $0 += 1 }
                let found = report.findings.map { "while the run went on: \($0.check): \($0.subject): \($0.detail)" }
                notes.findings.withLock { $0 += found }
            }
            notes.isUnderWay.withLock { $0 = false }
        }
    }

    /// Waits for the one under way.
    func end() {
        while notes.isUnderWay.withLock({ $0 }) { usleep(10_000) }
        narrate("\(audits) audits were made meanwhile")
    }
}
