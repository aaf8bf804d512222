import Identity
import Logging

/// Mails what identity has put down for people to be told: log-ins and keys that ended, another password. A mail that
/// could not be sent is tried again, by whichever process.
final class NoticeDesk: Sendable {
    private let identity: IdentityService
    private let mail: @Sendable (Notice) async -> NoticeOutcome
    private let logger: Logger

    init(_ configuration: GatewayConfiguration, identity: IdentityService, logger: Logger) {
        self.identity = identity
        mail = configuration.noticeMail
        self.logger = logger
    }

    /// Mails what is due, once a second, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await mailDue()
            } catch {
                logger.warning("notices are not mailed yet", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func mailDue() async throws {
        for notice in try await identity.dueNotices() {
            switch await mail(notice) {
            case .sent: break
            case .later: continue
            case .never: logger.warning("a notice cannot be mailed", metadata: ["kind": "\(notice.kind.rawValue)"])
            }
            try await identity.noticeEnded(notice.id)
        }
    }
}
